"""A customer takes all of an instance along, and nothing of anybody else's."""

import csv
import io
import json
from collections.abc import AsyncIterator
from zipfile import ZipFile

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from progres.ops.postgres import DatabaseUrls
from tests.privacy.asking import MOMENTS, OWN, ask, carry_out, lived_there
from tests.world import World


def archive_of(client: Client, world: World, form: str) -> ZipFile:
    client.force_login(world.olga.user)
    answer = client.post(f"/i/{world.musterstadt.id}/privacy/export/", {"form": form})
    assert answer["Content-Type"] == "application/zip"

    async def whole() -> bytes:
        parts: AsyncIterator[bytes] = answer.streaming_content  # type: ignore[attr-defined] # streamed
        return b"".join([part async for part in parts])

    content = async_to_sync(whole)()
    archive = ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


@pytest.mark.parametrize("form", ["csv", "json"])
def test_everything_is_in_the_archive_but_secrets_and_siblings(
    committed_world: World, client: Client, form: str
) -> None:
    lived_there(committed_world)
    archive = archive_of(client, committed_world, form)
    ending = "csv" if form == "csv" else "jsonl"
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    schema = json.loads(texts["schema.json"])
    assert schema["tables"]["device"]["columns"]["dev_eui"].startswith("character")
    assert {f"data/{place}.{ending}" for place in schema["tables"]} < texts.keys()
    assert "Raumfühler 1" in texts[f"data/device.{ending}"]
    assert "Hallenbad Kaltwasser" in texts[f"data/measuring_point.{ending}"]
    assert committed_world.rita.user.email in texts[f"data/account.{ending}"]
    everything = "".join(texts.values())
    assert committed_world.nora.user.email not in everything
    assert "argon2" not in everything
    rows = list(csv.DictReader(io.StringIO(texts["data/readings.csv"])))
    assert [float(row["value"]) for row in rows] == list(MOMENTS)
    if form == "json":
        lines = texts["data/device.jsonl"].splitlines()
        assert json.loads(lines[0])["name"] == "Raumfühler 1"


def test_what_is_restricted_is_not_taken_along(
    committed_world: World, client: Client, database_urls: DatabaseUrls
) -> None:
    request = ask(database_urls, lived_there(committed_world), "restriction")
    carry_out(database_urls, request)
    archive = archive_of(client, committed_world, "csv")
    rows = list(csv.DictReader(io.StringIO(archive.read("data/readings.csv").decode())))
    assert len(rows) == len(MOMENTS) - len(OWN)
    assert "Wanda Feld" not in archive.read("data/occupancy.csv").decode()


def test_whoever_takes_all_along_is_noted(
    committed_world: World, client: Client, database_urls: DatabaseUrls
) -> None:
    archive_of(client, committed_world, "csv")
    with psycopg.connect(database_urls.owner) as owner:
        noted = owner.execute(
            "select actor_id from audit_entry where action = 'tenant.exported'"
        ).fetchall()
    assert noted == [(committed_world.olga.user.id,)]
