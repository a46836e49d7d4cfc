"""Readings as the front door would have stored them."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from tests.world import NOON, World

NAN = float("nan")


def prepare(world: World, *, last: datetime = NOON) -> None:
    """Make the partitions of the days around noon; runs in a scope."""
    with connection.cursor() as cursor:
        cursor.execute("select make_partitions(%s, %s)", [NOON.date(), last.date()])


def store(
    world: World,
    ts: datetime,
    numbers: Mapping[str, float],
    extra: Mapping[str, object] | None = None,
    *,
    late: bool = False,
    device_id: int | None = None,
) -> None:
    """Store one uplink's values; NaN is a missing one."""
    keys = list(numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into layout (keys) values (%s) on conflict do nothing", [keys]
        )
        cursor.execute("select layout_id from layout where keys = %s", [keys])
        layout_id = cursor.fetchone()[0]
        cursor.execute(
            f"insert into {'reading_late' if late else 'reading'}"  # noqa: S608 ours
            " (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals, extra)"
            " values (%s, %s, %s, 0, 1, %s, %s, %s)",
            [
                world.device.tenant_id,
                device_id or world.device.id,
                ts,
                layout_id,
                list(numbers.values()),
                json.dumps(extra) if extra else None,
            ],
        )


def store_latest(
    world: World, last_seen_at: datetime, values: Mapping[str, object]
) -> None:
    """Store the newest state of the device."""
    stamped = {key: [last_seen_at.timestamp() * 1000, v] for key, v in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into latest (tenant_id, device_id, ts, last_seen_at, f_cnt, values,"
            " rssi_dbm, snr_db, gateway_id) values (%s, %s, %s, %s, 7, %s, -101, 6.5,"
            " 'aa')",
            [
                world.device.tenant_id,
                world.device.id,
                last_seen_at,
                last_seen_at,
                json.dumps(stamped),
            ],
        )


def store_uplink(
    world: World,
    received_at: datetime,
    *,
    frame_key: int = 1,
    state: int = 1,
    problem: str | None = None,
    message: str | None = None,
) -> None:
    """Store one uplink as it came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into uplink (tenant_id, device_id, received_at, frame_key,"
            " connection_id, ts, late, f_cnt, f_port, payload, radio, receptions,"
            " state, problem, message) values (%s, %s, %s, %s, %s, %s, false, 7, 2,"
            " %s, %s, %s, %s, %s, %s)",
            [
                world.device.tenant_id,
                world.device.id,
                received_at,
                frame_key,
                world.connection.id,
                received_at,
                b"\x00\xd7",
                '{"spreading_factor": 7}',
                '[{"gateway_id": "aa", "rssi_dbm": -101}]',
                state,
                problem,
                message,
            ],
        )
