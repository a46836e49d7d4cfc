"""Imports whose worker is killed, and what is forgotten of imports in time."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from progres.devices.actions import change_device
from progres.devices.checks import said_of_device
from progres.devices.queries import get_device, search_devices
from progres.imports.actions import Choice, run_import, undo_import
from progres.imports.models import Import
from progres.imports.queries import get_import, notes_of
from progres.imports.rules import KEPT, Existing, NotNow
from progres.kit.clock import utc_now
from progres.ops.postgres import DatabaseUrls
from progres.worker import jobs
from tests.imports.setting import TWO_DEVICES, TYPE, acting, checked, taken, upload
from tests.ops.running import until
from tests.worker.working import number, worker
from tests.world import DEV_EUI, NOON, World

MANY = 2500  # rows, written in several statements
LAST = f"70b3d57ed0{MANY - 1:06}"
LIST = "DevEUI;Name;Typ;Objekt;AppKey\n" + "".join(
    f"70B3D57ED0{n:06};Zähler {n};{TYPE};Neubau {n % 7};{n + 1:032x}\n"
    for n in range(MANY)
)
WAITING = """
select count(*) from pg_locks l join pg_stat_activity a using (pid)
where not l.granted and a.usename = 'progres_web'
"""
DONE = "select count(*) from import where state = 'done'"
OF_MANY = {
    "device": MANY,
    "device_key": MANY,
    "asset": 7,
    "import_item": MANY + 7,
}


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def counts(urls: DatabaseUrls) -> dict[str, int]:
    """What is there; of devices those that nobody deleted, without the cast's one."""
    there = {
        "device": " where deleted_at is null and dev_eui like '70b3d57ed0%'",
        "device_key": " where device_id in (select id from device where dev_eui"
        " like '70b3d57ed0%')",
    }
    return {
        table: number(urls, f"select count(*) from {table}{there.get(table, '')}")  # noqa: S608 named above
        for table in OF_MANY
    }


@contextmanager
def held(urls: DatabaseUrls, statement: str) -> Iterator[None]:
    """Let whoever comes to the same row wait until the end, which takes this back."""
    with psycopg.connect(urls.owner) as owner:
        owner.execute(statement.encode())
        yield
        owner.rollback()


def killed_at(urls: DatabaseUrls, statement: str) -> None:
    """Let a worker work until it waits for a row, and kill it there."""
    with held(urls, statement), worker(urls) as process:
        until(lambda: number(urls, WAITING) == 1)
        process.send_signal(signal.SIGKILL)
        process.wait()


def gone_on(urls: DatabaseUrls, job: Import, state: str) -> None:
    """Let another worker go on until an import is there."""
    now = f"select count(*) from import where id = {job.id} and state = '{state}'"  # noqa: S608 a number
    with worker(urls):
        until(lambda: number(urls, now) == 1)


def test_an_import_whose_worker_was_killed_goes_on_and_does_all_of_it_once(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    choice = Choice(mapping={}, makes_assets=True)
    job = checked(LIST, by=world.olga, tenant=world.bad, choice=choice, at=utc_now())
    with acting(world.olga):
        run_import(job.id, by=world.olga, at=utc_now())
    connection.close()
    before = counts(urls)
    assert not any(before.values())

    last = f"""
    insert into device select * from jsonb_populate_record(
        (select d from device d where id = {world.device.id}),
        '{{"id": 0, "dev_eui": "{LAST}"}}')
    """  # noqa: S608 constants
    killed_at(urls, last)
    until(lambda: number(urls, WAITING) == 0)
    assert counts(urls) == before
    gone_on(urls, job, "done")
    assert counts(urls) == OF_MANY
    finished = "select count(*) from audit_entry where action = 'import.{}'"
    assert number(urls, finished.format("finished")) == 1

    with acting(world.olga):
        undo_import(job.id, by=world.olga, at=utc_now())
    connection.close()
    first = "select from device where dev_eui = '70b3d57ed0000000' for update"
    killed_at(urls, first)
    until(lambda: number(urls, WAITING) == 0)
    assert counts(urls) == OF_MANY
    gone_on(urls, job, "undone")
    assert counts(urls) == {**OF_MANY, "device": 0, "asset": 0}
    assert number(urls, finished.format("undone")) == 1
    with acting(world.olga):
        assert not notes_of(world.olga.scope, job)


def test_who_changes_a_device_while_it_is_taken_in_loses_nothing(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, urls = committed_world, database_urls
    job = checked(
        f"DevEUI;Name;Objekt\n{DEV_EUI};Anders;Neubau\n",
        by=world.olga,
        tenant=world.bad,
        choice=Choice(mapping={}, existing=Existing.UPDATE, makes_assets=True),
        at=utc_now(),
    )
    with acting(world.olga):
        run_import(job.id, by=world.olga, at=utc_now())
    connection.close()

    def note_by_hand() -> None:
        with acting(world.olga):
            device = get_device(world.olga.scope, world.device.id, to_change=True)
            fields = replace(said_of_device(device), notes="Von Hand")
            change_device(device.id, fields, by=world.olga, at=utc_now())
        connection.close()

    hand = threading.Thread(target=note_by_hand)
    with worker(urls):
        # The rows are read, and nothing is written yet.
        with held(
            urls, f"select pg_advisory_xact_lock(hashtext('asset'), {world.bad.id})"
        ):
            until(lambda: number(urls, WAITING) == 1)
            hand.start()
            until(lambda: number(urls, WAITING) == 2)
        until(lambda: number(urls, DONE) == 1)
        hand.join()

    with acting(world.olga):
        device = get_device(world.olga.scope, world.device.id)
    assert (device.name, device.notes) == ("Anders", "Von Hand")


def at(days: float) -> int:
    """Noon and so many days, in seconds since 1970."""
    return int((NOON + timedelta(days=days)).timestamp())


def there(urls: DatabaseUrls) -> dict[str, int]:
    kept = "import_item where digest is not null"
    tables = ("import", "import_file", "import_note", kept, "import_item")
    return {name: number(urls, f"select count(*) from {name}") for name in tables}  # noqa: S608 named above


@pytest.mark.parametrize(
    "hand_in",
    [upload, lambda rows, by: checked(rows.replace("0101", "010"), by=by)],
    ids=["untouched", "with errors"],
)
def test_what_was_never_taken_in_is_kept_for_seven_days(
    committed_world: World, database_urls: DatabaseUrls, hand_in: Callable[..., Import]
) -> None:
    hand_in(TWO_DEVICES, by=committed_world.olga)
    before = there(database_urls)
    assert before["import"] == before["import_file"] == 1

    jobs.cut_imports(timestamp=at(7))
    assert there(database_urls) == before
    jobs.cut_imports(timestamp=at(7.01))
    assert not any(there(database_urls).values())


def test_what_undoing_needs_is_kept_for_seven_days_and_the_import_for_two_years(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    job = taken(TWO_DEVICES, by=committed_world.olga)
    before = there(database_urls)
    assert (before["import_file"], before["import_item"]) == (0, 2)

    jobs.cut_imports(timestamp=at(7))
    assert there(database_urls) == before
    jobs.cut_imports(timestamp=at(7.01))
    assert there(database_urls) == {
        **before,
        "import_item where digest is not null": 0,
    }
    with acting(committed_world.olga):
        devices = search_devices(committed_world.olga.scope, text="Raumfühler").count()
        assert devices == 3
        with pytest.raises(NotNow, match="7 days"):
            undo_import(job.id, by=committed_world.olga, at=NOON + timedelta(days=7.01))

    jobs.delete_old_rows(timestamp=at(KEPT.days))
    assert there(database_urls)["import"] == 1
    jobs.delete_old_rows(timestamp=at(KEPT.days + 0.01))
    assert there(database_urls)["import"] == 0
    with acting(committed_world.olga), pytest.raises(Import.DoesNotExist):
        get_import(committed_world.olga.scope, job.id)
