"""A database from a backup forgets again whom it had forgotten."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from progres.kit.secrets import MasterKeys, new_master_key
from progres.ops.postgres import DatabaseUrls
from progres.privacy.persons import FOREVER, Person, Span
from progres.privacy.tombstones import (
    KEPT,
    NAME,
    Stone,
    add,
    erase_again,
    forget_old,
    stones,
)
from progres.worker import jobs
from tests.privacy.asking import EMAIL, MOMENTS, OWN, ask, carry_out, lived_there
from tests.privacy.asking import NAME as WHO
from tests.world import NOON, World

KEYS = MasterKeys.parse(new_master_key())
OTHERS = [hours for hours in MOMENTS if hours not in OWN]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROGRES_DATA_DIR", str(tmp_path))
    return tmp_path


def values(owner: psycopg.Connection) -> list[float]:
    return [v for (v,) in owner.execute("select vals[1] from reading order by ts")]


def test_erasure_takes_the_own_time_alone(
    committed_world: World, database_urls: DatabaseUrls, folder: Path
) -> None:
    request = ask(database_urls, lived_there(committed_world), "erasure")
    proof = carry_out(database_urls, request)
    assert proof["tables"]["reading"] == len(OWN)
    with psycopg.connect(database_urls.owner) as owner:
        assert values(owner) == OTHERS
        assert owner.execute("select count(*) from occupancy").fetchall() == [(0,)]
    line = (folder / NAME).read_text()
    assert proof["tombstone"] in line
    assert WHO not in line
    assert EMAIL not in line


def test_what_a_backup_brings_back_is_erased_again(
    committed_world: World, database_urls: DatabaseUrls, folder: Path
) -> None:
    point = lived_there(committed_world)
    request = ask(database_urls, point, "erasure")
    tables = ("reading", "occupancy", "latest", "meter", "person_request_span")
    with psycopg.connect(database_urls.owner) as owner:
        backup = {
            table: owner.execute(f"select to_jsonb(t)::text from {table} t").fetchall()  # noqa: S608 named above
            for table in tables
        }
    proof = carry_out(database_urls, request)
    with psycopg.connect(database_urls.owner) as owner:  # as the database was before
        owner.execute("delete from tombstone")
        for table, kept in backup.items():
            owner.execute(f"delete from {table}")  # noqa: S608 named above
            for (row,) in kept:
                owner.execute(
                    f"insert into {table} overriding system value"  # noqa: S608 named above
                    f" select * from jsonb_populate_record(null::{table}, %s)",
                    [row],
                )
        assert values(owner) == list(MOMENTS)
    with psycopg.connect(database_urls.eraser, autocommit=True) as eraser:
        assert erase_again(eraser, folder, settings.MASTER_KEYS, at=NOON) == 1
        assert erase_again(eraser, folder, settings.MASTER_KEYS, at=NOON) == 0
    with psycopg.connect(database_urls.owner) as owner:
        assert values(owner) == OTHERS
        assert owner.execute("select key from tombstone").fetchall() == [
            (proof["tombstone"],)
        ]
        assert owner.execute("select name from occupancy").fetchall() == []


def test_the_list_forgets_with_the_job_what_no_backup_knows(
    committed_world: World,
    database_urls: DatabaseUrls,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)
    carry_out(
        database_urls, ask(database_urls, lived_there(committed_world), "erasure")
    )
    for days, left in ((39, 1), (41, 0)):
        moment = NOON + timedelta(days=days)
        jobs.delete_old_rows(timestamp=int(moment.timestamp()))
        assert len(list(stones(folder, settings.MASTER_KEYS))) == left


texts = st.lists(st.text(min_size=1).filter(lambda text: "\x00" not in text))
spans = st.lists(
    st.builds(
        Span,
        id=st.integers(1, 2**31 - 1),
        since=st.just(NOON),
        until=st.sampled_from([NOON + KEPT, FOREVER]),
        dev_eui=st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
    )
)
people = st.builds(
    Person,
    request_id=st.integers(1, 2**31 - 1),
    tenant_ids=st.just([]),
    user_id=st.none() | st.integers(1, 2**31 - 1),
    emails=texts,
    terms=texts,
    occupancy_ids=st.lists(st.integers(1, 2**31 - 1)),
    points=spans,
    devices=spans,
)


@tried(deadline=None, max_examples=40)
@given(found=st.lists(people, max_size=4), days=st.integers(0, 80))
def test_the_list_reads_what_was_written_and_forgets_what_is_old(
    found: list[Person], days: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stones")
    written = [
        Stone(
            key=f"{number:032x}",
            at=NOON + timedelta(days=number),
            tenant_id=7,
            person=person,
        )
        for number, person in enumerate(found)
    ]
    for stone in written:
        with (folder / NAME).open("a") as file:
            file.write('{"key": "half a li')  # a crash before each of them
        add(folder, KEYS, stone)
    with (folder / NAME).open("a") as file:
        file.write('{"key": "half a li')
    assert list(stones(folder, KEYS)) == written
    at = NOON + timedelta(days=days)
    forget_old(folder, at=at)
    assert list(stones(folder, KEYS)) == [s for s in written if s.at > at - KEPT]
