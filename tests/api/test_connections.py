"""Connections, what waits for a device, gateways and instances."""

from collections.abc import Iterator

import psycopg
import pytest

from progres.database.scope import scoped
from progres.kit.secrets import matches
from progres.ops.postgres import DatabaseUrls
from tests.api.calls import Caller, caller
from tests.world import NOON, World


@pytest.fixture
def olga(world: World) -> Iterator[Caller]:
    with scoped(world.everything):
        yield caller(world.olga)


def test_a_connection_tells_its_address_and_its_secret_once(
    world: World, olga: Caller
) -> None:
    answer = olga.post(
        "/connections", {"tenant": world.bad.id, "kind": "tts", "name": "TTS Bad"}
    )

    made = answer.content
    assert answer.status == 201
    assert made["url"] == f"http://localhost:8000/ingest/tts/{made['id']}"
    assert made["token"].startswith(made["token_prefix"])
    shown = olga.get(f"/connections/{made['id']}").content
    assert shown == {name: made[name] for name in made if name != "token"}


def test_a_new_secret_replaces_the_old_one(world: World, olga: Caller) -> None:
    answer = olga.post(f"/connections/{world.connection.id}/token")

    world.connection.refresh_from_db()
    assert matches(answer.content["token"], bytes(world.connection.token_hash))


def test_a_connection_can_go(world: World, olga: Caller) -> None:
    path = f"/connections/{world.connection.id}"

    assert olga.delete(path).status == 204
    assert olga.get(path).status == 404


def test_an_unknown_kind_is_refused(olga: Caller) -> None:
    answer = olga.post("/connections", {"kind": "loriot", "name": "x"})

    assert answer.content["errors"] == [
        {"field": "kind", "message": "Input should be 'chirpstack' or 'tts'."}
    ]


def test_what_waits_for_a_device_comes_from_the_newest_on(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.ingest) as front_door:
        for n in range(3):
            front_door.execute(
                "insert into unassigned_uplink (tenant_id, connection_id, dev_eui,"
                " reason, received_at, frame_key, ts, late, f_cnt, f_port, payload,"
                " radio, receptions) values (%s, %s, %s, 'unknown', %s, %s, %s, false,"
                " 7, 2, %s, '{}', '[]')",
                [
                    committed_world.connection.tenant_id,
                    committed_world.connection.id,
                    f"24e12471000000{n:02}",
                    NOON,
                    n,
                    NOON,
                    b"\x00\xd7",
                ],
            )
    olga, path = caller(committed_world.olga), "/unassigned-uplinks"

    items = olga.get(path).content["items"]

    assert [item["dev_eui"][-2:] for item in items] == ["02", "01", "00"]
    assert (items[0]["payload"], items[0]["reason"]) == ("00d7", "unknown")
    assert len(olga.get(path, dev_eui="24-E1-24-71-00-00-00-01").content["items"]) == 1
    assert caller(committed_world.nora).get(path).content["items"] == []


def test_a_gateway_is_named_and_shows_downwards(world: World, olga: Caller) -> None:
    answer = olga.post(
        "/gateways",
        {
            "eui": "24E124FFFEF00001",
            "name": "Turm",
            "latitude": 52,
            "longitude": 13,
        },
    )

    assert answer.status == 201
    assert answer.content["eui"] == "24e124fffef00001"
    assert olga.get(f"/gateways/{answer.content['id']}").content == answer.content
    assert olga.post("/gateways", {"eui": " ", "name": "x"}).status == 422
    assert caller(world.nora).get("/gateways").content["items"] == []


def test_an_instance_is_made_below_the_own_one_or_another(
    world: World, olga: Caller
) -> None:
    below = olga.post("/tenants", {"name": "Schulen", "short_name": "schulen"})
    deeper = olga.post(
        "/tenants",
        {"name": "Grundschule", "short_name": "gs", "parent": below.content["id"]},
    )

    assert below.content["parent"] == world.musterstadt.id
    assert deeper.status == 201
    assert deeper.content["parent"] == below.content["id"]
    assert olga.get(f"/tenants/{deeper.content['id']}").content == deeper.content


def test_an_instance_of_strangers_gets_no_children(world: World, olga: Caller) -> None:
    wanted = {"name": "Neu", "short_name": "neu", "parent": world.nord.id}

    assert olga.post("/tenants", wanted).status == 404


def test_a_short_name_is_used_once_per_parent(olga: Caller) -> None:
    answer = olga.post("/tenants", {"name": "Bad 2", "short_name": "bad"})

    assert answer.status == 409
    assert "There is already an instance 'bad'" in answer.content["detail"]
