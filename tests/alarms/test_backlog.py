"""A feed that has grown long is worked off without reading all of it for each batch."""

import psycopg
from django.db import connection

from progres.alarms.feed import BATCH
from progres.ops.postgres import DatabaseUrls
from tests.alarms.setting import make_rule, work
from tests.world import NOON, World

WAITING = 20_000


def test_a_batch_does_not_read_what_waits_behind_it(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    make_rule(committed_world)
    fill(database_urls, committed_world)
    connection.close()
    before = rows_read(database_urls)

    assert work() == BATCH

    connection.close()
    assert rows_read(database_urls) - before < WAITING / 2


def fill(urls: DatabaseUrls, world: World) -> None:
    """Let a value of the world's device wait, within its limits, and many others."""
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute(
            "insert into latest (tenant_id, device_id, watched) values (%s, %s, true)",
            [world.bad.id, world.device.id],
        )
        owner.execute(
            "insert into alarm_feed (tenant_id, device_id, ts, received_at, values)"
            " select %s, %s + n, %s, %s, '{\"temperature\": 20}'"
            " from generate_series(0, %s - 1) n",
            [world.bad.id, world.device.id, NOON, NOON, WAITING],
        )
        owner.execute("analyze alarm_feed")


def rows_read(urls: DatabaseUrls) -> int:
    """How many rows of the feed were ever read one after the other."""
    with psycopg.connect(urls.owner) as owner:
        row = owner.execute(
            "select seq_tup_read from pg_stat_user_tables where relname = 'alarm_feed'"
        ).fetchone()
    assert row is not None
    return int(row[0])
