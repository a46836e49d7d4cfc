import socket
import threading
import time

import psycopg
from django.db import connection, transaction

from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.tenants.logos import set_logo
from tests.alarms.setting import feed, make_rule
from tests.ingest.front_door import Door, at_the_door
from tests.ops.running import until
from tests.outbox.mail_server import Inbox, running
from tests.tenants.test_logos import picture
from tests.worker.working import number, stop, worker
from tests.world import NOON, World

WARM = bytes([1, 59, 88, 0])  # 31.5 °C
MAIL_LIMIT_S = 2.0  # from the uplink's acceptance to the mail server
STOP_LIMIT_S = 3.0


def test_an_uplink_beyond_a_limit_is_a_mail_within_two_seconds(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, inbox, arrived = committed_world, Inbox(), threading.Event()
    inbox.after_data = arrived.set
    make_rule(world, emails=["olga@example.org"])
    with transaction.atomic(), scoped(world.everything):
        set_logo(
            world.musterstadt.id,
            picture("PNG"),
            scope=world.everything,
            by=world.olga.actor,
            at=NOON,
        )
    accepted_at = []

    async def send(door: Door) -> None:
        response = await door.uplink(world, payload=WARM)
        accepted_at.append(time.monotonic())
        assert response.json() == {"outcome": "stored"}

    with running(inbox) as server:
        smtp_url = f"smtp://127.0.0.1:{server.port}"
        with worker(database_urls, smtp_url=smtp_url) as process:
            at_the_door(database_urls, send)
            assert arrived.wait(MAIL_LIMIT_S)
            assert time.monotonic() - accepted_at[0] < MAIL_LIMIT_S
            code, took_s = stop(process)
    assert (code, took_s < STOP_LIMIT_S) == (0, True)
    (message,) = inbox.messages
    assert message["Subject"] == "Warnung: Temperatur 31,5 °C · Raumfühler 1"
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/alternative", "text/plain"),
        *("multipart/related", "text/html", "image/png"),
    ]
    assert [*message.walk()][-1]["Content-ID"] == "<logo@progres>"
    assert number(database_urls, "select count(*) from mail where sent_at is null") == 0


def test_partitions_are_made_at_the_start_and_the_run_is_on_record(
    committed: None, database_urls: DatabaseUrls
) -> None:
    done = (
        "select count(*) from procrastinate_jobs"
        " where task_name = 'progres:make_partitions' and status = 'succeeded'"
    )
    ahead = (
        "select count(*) from partition_days('uplink') day"
        " where day between current_date - 1 and current_date + 7"
    )
    with worker(database_urls):
        until(lambda: number(database_urls, done) == 1)
        assert number(database_urls, ahead) == 9


def test_the_worker_goes_on_when_its_connections_were_cut(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(committed_world)
    with worker(database_urls) as process:
        connection.close()
        with psycopg.connect(database_urls.web, autocommit=True) as web:
            cut = web.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                " where usename = 'progres_web' and pid <> pg_backend_pid()"
            ).fetchone()
        assert cut is not None
        assert cut[0] >= 2
        feed(database_urls.ingest, committed_world.device, (0, 31))
        until(lambda: number(database_urls, "select count(*) from alarm") == 1)
        until(lambda: is_listening(database_urls))
        assert process.poll() is None


def is_listening(urls: DatabaseUrls) -> bool:
    """Say whether the worker's heart beats again, over a new connection."""
    with psycopg.connect(urls.web) as web:
        row = web.execute(
            "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
            " and usename = 'progres_web' and query like '%worker_heartbeat%'"
        ).fetchone()
    return row == (1,)


def test_a_mail_server_that_is_stuck_does_not_hold_up_the_end(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(committed_world, emails=["olga@example.org"])
    with socket.create_server(("127.0.0.1", 0)) as mute:
        smtp_url = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        with worker(database_urls, smtp_url=smtp_url) as process:
            feed(database_urls.ingest, committed_world.device, (0, 31))
            mute.settimeout(10)
            caller, _ = mute.accept()
            with caller:
                code, took_s = stop(process)
    assert (code, took_s < STOP_LIMIT_S) == (0, True)
    assert number(database_urls, "select count(*) from mail where sent_at is null") == 1
