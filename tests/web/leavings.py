"""What only the front door writes."""

from datetime import timedelta

import psycopg

from tests.world import DEV_EUI, NOON, World


def leave_messages(world: World, owner_url: str) -> int:
    """Keep what only the front door writes: a join, and an uplink of no device."""
    came = (world.musterstadt.id, world.connection.id, NOON)
    with psycopg.connect(owner_url) as owner:
        owner.execute(
            "insert into unassigned_uplink (tenant_id, connection_id, received_at,"
            " dev_eui, reason, frame_key, ts, late, f_cnt, payload, radio, receptions)"
            " values (%s, %s, %s, %s, 'unknown', 1, %s, false, 1, '', '{}', '[]')",
            [*came, DEV_EUI[:-1] + "9", NOON],
        )
        row = owner.execute(
            "insert into connection_message (tenant_id, connection_id, received_at,"
            " event, dev_eui, outcome, note, body)"
            " values (%s, %s, %s, 'join', %s, 'noted', '', '{}') returning id",
            [*came, DEV_EUI],
        ).fetchone()
    assert row is not None
    return int(row[0])


def leave_uplink(world: World, owner_url: str) -> str:
    """Keep an uplink with its message, an hour ago; return its place."""
    at = NOON - timedelta(hours=1)
    with psycopg.connect(owner_url) as owner:
        owner.execute("select make_partitions(%s, %s)", [at.date(), at.date()])
        owner.execute(
            "insert into uplink (tenant_id, device_id, received_at, frame_key,"
            " connection_id, ts, late, f_cnt, payload, radio, receptions, state)"
            " values (%s, %s, %s, 7, %s, %s, false, 1, '', '{}', '[]', 3)",
            [world.bad.id, world.device.id, at, world.connection.id, at],
        )
        owner.execute(
            "insert into delivery (tenant_id, device_id, received_at, frame_key, body)"
            " values (%s, %s, %s, 7, %s)",
            [world.bad.id, world.device.id, at, b'{"fCnt": 1}'],
        )
    return f"{at.isoformat()}_7"
