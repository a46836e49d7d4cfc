"""The demo as a person starts it: as a program, from nothing to an alarm and again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from progres.ops.demo.record import UNFINISHED, read_record
from progres.ops.postgres import remove_database, urls_of
from tests.ops.running import Running, until


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A data directory that leaves nothing behind."""
    yield tmp_path / "demo"
    remove_database(tmp_path / "demo")


def test_the_demo_goes_from_nothing_to_an_alarm_and_starts_again_quickly(
    place: Path,
) -> None:
    port = free_port()
    options = ("--data-dir", place, "--port", str(port), "--days", "1")
    with Running("progres", "demo", *options) as demo:
        demo.line_with("Founding Musterstadt")
        demo.line_with("History: 12%")
        demo.line_with("History: 100%")
        assert demo.line_with("is ready").endswith(f"http://localhost:{port}")
        demo.line_with("the city's administrator")
        before = count(place, "select count(*) from uplink where state = 1")
        assert before > 5000
        assert count(place, "select count(*) from meter") > 50
        exchanged = "select count(*) from meter where removed_at is not null"
        assert count(place, exchanged) == 2  # in the one day of this history
        assert count(place, "select count(*) from plan_place") > 20
        assert count(place, "select count(*) from device where asset_id is null") == 0
        until(lambda: count(place, NEW_ALARMS) > 0, limit_s=60)  # "within a minute"
        assert count(place, "select count(*) from uplink where state = 1") > before
        until(lambda: count(place, "select count(*) from unassigned_uplink") > 0)
        code, seconds = demo.stop()
        assert code == 0
        assert seconds < 10
    ended_at = read_record(place).history_ended_at
    with Running("progres", "demo", *options) as demo:
        demo.line_with("is ready")
        until(lambda: count(place, "select count(*) from uplink") > before)
        demo.stop(signal.SIGINT)
    assert read_record(place).history_ended_at == ended_at


def test_a_first_start_that_was_broken_off_is_begun_anew(place: Path) -> None:
    options = ("--data-dir", place, "--port", str(free_port()), "--days", "2")
    with Running("progres", "demo", *options) as demo:
        demo.line_with("History")
        demo.stop()
    assert (place / UNFINISHED).exists()
    with Running("progres", "demo", *options) as demo:
        demo.line_with("Founding Musterstadt")
        demo.stop()


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"PROGRES_DATABASE_URL": "postgresql://other/place"}, "its own database"),
        ({}, "something that is no demo"),
    ],
)
def test_the_demo_touches_nothing_that_is_not_its_own(
    tmp_path: Path, setting: dict[str, str], sentence: str
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "progres",
            "demo",
            "--fresh",
            "--data-dir",
            str(tmp_path),
        ],
        env={**os.environ, **setting},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert kept.read_text() == "mine"


NEW_ALARMS = """
select count(*) from alarm
where raised_at > (select max(raised_at) from alarm) - interval '1 minute'
  and raised_at > now() - interval '1 minute' and name = 'Verbrauchte Luft'
"""


def count(place: Path, query: str) -> int:
    with psycopg.connect(urls_of(place).owner) as owner:
        row = owner.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
