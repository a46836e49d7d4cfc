"""Entries get into their chains, whoever writes at the same time, and all of them."""
# ruff: noqa: S608 statements of an attacker

import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.errors import InsufficientPrivilege

from progres.audit.checking import check_chains
from progres.ops.postgres import DatabaseUrls
from tests.audit.setting import as_owner, seal_all, write
from tests.worker.working import number
from tests.world import NOON, World

DAY = timedelta(days=1)


def test_each_instance_and_day_has_a_chain_of_its_own(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    seal_all(at=NOON - DAY)
    write(world, {}, {})
    seal_all()
    write(world, {})
    seal_all()
    write(world, {})
    seal_all(at=NOON + DAY)

    with psycopg.connect(database_urls.owner) as owner:
        rows = owner.execute(
            "select (day - %s::date), number, count from audit_seal"
            " where tenant_id = %s and day >= %s order by id",
            [NOON.date(), world.musterstadt.id, NOON.date()],
        ).fetchall()
    assert rows == [(0, 1, 2), (0, 2, 3), (1, 1, 1)]


def test_nothing_that_was_rolled_back_waits(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    seal_all()
    with transaction.atomic():
        write(committed_world, {})
        transaction.set_rollback(True)

    assert seal_all() == 0


def test_a_hundred_writers_at_once_lose_nothing_and_all_verifies(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    seal_all()
    before = number(database_urls, "select count(*) from audit_entry")
    room = threading.Semaphore(30)  # the server has 60 places
    done = threading.Event()

    def write_some(writer: int) -> None:
        for turn in range(5):
            with room:
                write(world, {"writer": writer}, {"turn": turn})
                connection.close()

    def seal_meanwhile() -> None:
        while not done.wait(0.01):
            seal_all()
        connection.close()

    sealer = threading.Thread(target=seal_meanwhile)
    writers = [threading.Thread(target=write_some, args=[n]) for n in range(100)]
    for thread in (sealer, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    sealer.join()
    seal_all()

    assert number(database_urls, "select count(*) from audit_entry") == before + 1000
    with as_owner(database_urls.owner), transaction.atomic():
        found = check_chains(at=NOON)
    assert (found.entries, found.waiting) == (before + 1000, 0)


def test_an_entry_of_a_transaction_that_ends_late_is_sealed_later(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    seal_all()
    with psycopg.connect(database_urls.owner) as slow:
        slow.execute(
            "insert into audit_entry (tenant_id, at, action, is_view, target_type,"
            " actor, who_commitment, browser, browser_version, system,"
            " origin_commitment, target_id, target, details, what_commitment)"
            " values (%s, %s, 'a.b', false, 'a', '', '', '', '', '', '', '', '', '{}', '')",
            [committed_world.nord.id, NOON],
        )
        write(committed_world, {})
        assert seal_all() == 1
    assert seal_all() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'Nobody'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_seal set head = ''",
        "delete from audit_seal",
        "update audit_key set public_key = ''",
        "delete from audit_key",
        "insert into audit_pending values (1, 1)",
    ],
)
def test_the_application_can_add_and_nothing_else(
    committed_world: World, database_urls: DatabaseUrls, statement: str
) -> None:
    seal_all()
    with (
        psycopg.connect(database_urls.web) as web,
        pytest.raises(InsufficientPrivilege),
    ):
        web.execute(statement.encode())


def test_the_eraser_can_empty_columns_of_people_and_no_others(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.eraser, autocommit=True) as eraser:
        eraser.execute("update audit_entry set actor = '', who_salt = null")
        for column in ("action", "at", "tenant_id", "who_commitment", "is_view"):
            with pytest.raises(InsufficientPrivilege):
                eraser.execute(f"update audit_entry set {column} = null".encode())


def test_another_instances_seals_are_not_there(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    seal_all()
    with psycopg.connect(database_urls.web) as web:
        web.execute(
            "select set_config('progres.tenants', %s, true)",
            ["{%d}" % committed_world.nord.id],  # noqa: UP031 braces
        )
        seen = web.execute("select distinct tenant_id from audit_seal").fetchall()
        waiting = web.execute("select count(*) from audit_pending").fetchone()
    assert seen in ([], [(committed_world.nord.id,)])
    assert waiting == (0,)
