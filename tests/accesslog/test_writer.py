"""When the log is written, and what is lost rather than let a page wait."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from prometheus_client import REGISTRY

from progres.accesslog import writer
from tests.accesslog.setting import Front, Setting, exchange
from tests.ops.running import until
from tests.world import NOON


def lost(reason: str) -> float:
    """How many requests no log tells of, for a reason."""
    name = "progres_access_log_lost_total"
    return REGISTRY.get_sample_value(name, {"reason": reason}) or 0.0


def transactions(setting: Setting) -> int:
    with psycopg.connect(setting.urls.owner) as owner:
        row = owner.execute(
            "select count(distinct xmin::text) from access_log"
        ).fetchone()
    assert row is not None
    return int(row[0])


async def until_written(setting: Setting, number: int) -> None:
    await asyncio.to_thread(until, lambda: len(setting.rows()) >= number)


def test_requests_are_written_in_batches_and_in_their_order(setting: Setting) -> None:
    setting.note(*(exchange(path=f"/{number:04}") for number in range(1200)))

    assert [row["path"] for row in setting.rows()] == [
        f"/{number:04}" for number in range(1200)
    ]
    assert transactions(setting) == 3  # of at most 500


def test_a_single_request_is_written_within_seconds(setting: Setting) -> None:
    async def scenario(front: Front) -> None:
        front.log.note(exchange())
        await until_written(setting, 1)

    setting.run(scenario)


def test_a_full_batch_does_not_wait_for_the_second(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "EVERY_S", 1000.0)

    async def scenario(front: Front) -> None:
        await asyncio.sleep(0)  # the writer waits already
        for _ in range(writer.AT_ONCE):
            front.log.note(exchange())
        await until_written(setting, writer.AT_ONCE)

    setting.run(scenario)


def test_hours_that_are_missing_are_made(setting: Setting) -> None:
    times = [NOON + timedelta(minutes=minutes) for minutes in (0, 59, 60, 61, 600)]
    for at in times:
        setting.note(exchange(at=at))
    assert [row["at"] for row in setting.rows()] == times


def test_what_does_not_fit_is_lost_and_counted(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 10)
    before = lost("too many")

    setting.note(*(exchange(path=f"/{number}") for number in range(25)))

    assert len(setting.rows()) == 10
    assert lost("too many") - before == 15


def test_without_a_database_pages_are_answered_and_what_is_lost_is_counted(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.database = "postgresql://progres_web@127.0.0.1:1/nothing"
    before = lost("stopped")

    async def scenario(front: Front) -> None:
        answer = await front.browser.get("/account/login/")
        assert answer.status_code == 200

    setting.run(scenario)

    assert lost("stopped") - before == 1
    assert [record.message for record in caplog.records] == [
        "the access log has to wait: OperationalError"
    ]


def test_a_connection_that_breaks_loses_nothing(setting: Setting) -> None:
    async def scenario(front: Front) -> None:
        front.log.note(exchange(path="/before"))
        await until_written(setting, 1)
        await asyncio.to_thread(_break_connections, setting)
        front.log.note(exchange(path="/after"))
        await until_written(setting, 2)

    setting.run(scenario)

    assert [row["path"] for row in setting.rows()] == ["/before", "/after"]


def test_a_batch_that_cannot_be_stored_stands_in_nobodys_way(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    before = lost("refused")

    async def scenario(front: Front) -> None:
        front.log.note(exchange(path="/geheim", sent_bytes=2**70))
        await asyncio.to_thread(until, lambda: lost("refused") > before)
        front.log.note(exchange(path="/next"))

    setting.run(scenario)

    assert [row["path"] for row in setting.rows()] == ["/next"]
    assert "geheim" not in caplog.text


def _break_connections(setting: Setting) -> None:
    with psycopg.connect(setting.urls.web) as other:
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'progres_web' and pid <> pg_backend_pid()"
        )
