"""How long requests are remembered, and by whom, with a clock that is moved."""

import os
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from progres.ops.embedded.programs import installed_programs
from progres.ops.postgres import DatabaseUrls
from progres.worker import jobs
from tests.accesslog.setting import Setting, exchange
from tests.worker.working import number
from tests.world import NOON

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def cut(at: datetime) -> None:
    jobs.cut_access_log(timestamp=int(at.timestamp()))


def oldest(setting: Setting) -> datetime:
    with psycopg.connect(setting.urls.owner) as owner:
        row = owner.execute("select min(at) from access_log").fetchone()
    assert row is not None
    at: datetime = row[0]
    return at


def test_no_request_is_older_than_seven_days_and_an_hour(setting: Setting) -> None:
    """Something is asked every 20 minutes; the clock moves on by those of the job."""
    setting.note(*(exchange(at=NOON + step * HOUR / 3) for step in range(6 * 3)))
    ages = []
    for step in range(30):
        clock = NOON + WEEK - HOUR + step * HOUR / 6
        ages.append(clock - oldest(setting))
        cut(clock)
        # The next one after the youngest that may go is 20 minutes younger.
        assert oldest(setting) <= max(NOON, clock - WEEK + HOUR / 3)
    assert WEEK < max(ages) <= WEEK + HOUR


def test_an_hour_goes_as_soon_as_its_newest_request_is_seven_days_old(
    setting: Setting,
) -> None:
    minutes = timedelta(minutes=1)
    setting.note(exchange(), exchange(at=NOON + 30 * minutes))
    cut(NOON + WEEK + 20 * minutes)
    assert len(setting.rows()) == 2
    cut(NOON + WEEK + 30 * minutes)
    assert setting.rows() == []


def test_hours_to_come_stay_and_empty_ones_go(setting: Setting) -> None:
    hours = "select count(*) from pg_inherits where inhparent = 'access_log'::regclass"
    jobs.make_access_log_hours(timestamp=int(NOON.timestamp()))
    assert number(setting.urls, hours) == 37
    cut(NOON + WEEK)
    assert number(setting.urls, hours) == 37
    cut(NOON + WEEK + 2 * HOUR)
    assert number(setting.urls, hours) == 35


def test_statistics_are_kept_for_two_years(setting: Setting) -> None:
    setting.note(exchange())
    for days, left in ((729, 3), (732, 0)):
        later = NOON + timedelta(days=days)
        jobs.delete_old_access_statistics(timestamp=int(later.timestamp()))
        tables = ("access_statistics", "access_clients")
        assert sum(len(setting.rows(table)) for table in tables) == left


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("web", {"SELECT", "INSERT"}),
        ("ingest", set()),
        ("eraser", set()),
    ],
)
def test_the_log_can_be_added_to_and_read_and_nothing_else(
    setting: Setting, role: str, rights: set[str]
) -> None:
    with psycopg.connect(setting.urls.owner) as owner:
        found = owner.execute(
            "select privilege_type from information_schema.role_table_grants"
            " where table_name = 'access_log' and grantee = %s",
            [f"progres_{role}"],
        ).fetchall()
    assert {right for (right,) in found} == rights


@pytest.mark.parametrize("role", ["web", "ingest"])
def test_only_the_eraser_drops_hours(setting: Setting, role: str) -> None:
    url = getattr(setting.urls, role)
    with (
        psycopg.connect(url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select drop_access_log_before(now())")


def test_a_backup_as_it_is_documented_holds_no_request(setting: Setting) -> None:
    setting.note(exchange(path="/geheim"))
    page = Path("docs/operating.md").read_text()
    documented = re.search(
        r"^pg_dump (.+) \"\$PROGRES_DATABASE_URL", page, re.MULTILINE
    )
    assert documented is not None
    options = documented[1].replace("'", "").split()

    dump = subprocess.run(
        [
            installed_programs() / "pg_dump",
            *options,
            "--format=plain",
            setting.urls.owner,
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout

    assert "geheim" not in dump
    assert "COPY public.access_statistics" in dump


def test_the_log_is_in_no_copy_that_is_made_of_the_write_ahead_log(
    setting: Setting,
) -> None:
    setting.note(exchange())
    logged = (
        "select count(*) from pg_class join pg_inherits on inhrelid = oid"
        " where inhparent = 'access_log'::regclass and relpersistence <> 'u'"
    )
    assert number(setting.urls, logged) == 0
