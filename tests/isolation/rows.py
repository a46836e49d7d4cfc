"""Rows that only the front door and the worker write, as they would have written them."""

import json
from datetime import timedelta

import psycopg

from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home


def plant_messages(
    home: Home, number: int, owner: psycopg.Connection
) -> dict[str, object]:
    """A message of the network server, and an uplink of a DevEUI without device."""
    came = [home.tenant.id, home.ids["connection_id"], NOW]
    waiting_eui = f"{home.eui_start}f{number:07x}"
    said = json.dumps({"text": home.word})
    row = owner.execute(
        "insert into connection_message (tenant_id, connection_id, received_at, event,"
        " dev_eui, outcome, note, body)"
        " values (%s, %s, %s, 'join', %s, 'rejected', %s, %s) returning id",
        [*came, waiting_eui, home.word, said.encode()],
    ).fetchone()
    owner.execute(
        "insert into unassigned_uplink (tenant_id, connection_id, received_at, dev_eui,"
        " reason, frame_key, ts, late, f_cnt, payload, radio, receptions, bodies)"
        " values (%s, %s, %s, %s, 'unknown', 1, %s, false, 1, '', '{}', %s, %s)",
        [*came, waiting_eui, NOW, _receptions(home), [said.encode()]],
    )
    owner.execute(
        "insert into connection_link (tenant_id, connection_id, changed_at,"
        " is_connected, problem) values (%s, %s, %s, false, %s)",
        [home.tenant.id, home.ids["mqtt_connection_id"], NOW, home.word],
    )
    owner.execute(
        "insert into unregistered_gateway (tenant_id, gateway_id, first_heard_at,"
        " heard_at) values (%s, %s, %s, %s) on conflict do nothing",
        [home.tenant.id, f"{home.gateway_start}eeeeeee0", EARLIER, NOW],
    )
    assert row is not None
    return {"message_id": row[0], "dev_eui": waiting_eui}


def plant_uplinks(
    home: Home, number: int, owner: psycopg.Connection
) -> dict[str, object]:
    """An uplink with its message, readings, and the newest state of a device."""
    whose = [home.tenant.id, home.ids["device_id"]]
    keys = ["temperature", "battery"]
    extra = json.dumps({"note": home.word})
    owner.execute(
        "insert into layout (keys) values (%s) on conflict do nothing", [keys]
    )
    for table, ts in (
        ("reading", EARLIER),
        ("reading_late", EARLIER - timedelta(minutes=1)),
    ):
        owner.execute(
            f"insert into {table} (tenant_id, device_id, ts, seq, f_cnt, layout_id,"  # noqa: S608 ours
            " vals, extra) select %s, %s, %s, 0, 1, layout_id, '{21.5,96}', %s"
            " from layout where keys = %s",
            [*whose, ts, extra, keys],
        )
    owner.execute(
        "insert into uplink_count (tenant_id, day, uplinks, counted_until)"
        " values (%s, %s, 1, %s) on conflict do nothing",
        [home.tenant.id, NOW.date(), NOW],
    )
    stamp = EARLIER.timestamp() * 1000
    values = {"temperature": [stamp, 21.5], "note": [stamp, home.word]}
    owner.execute(
        "insert into latest (tenant_id, device_id, ts, last_seen_at, f_cnt, values,"
        " rssi_dbm, snr_db, gateway_id) values (%s, %s, %s, %s, 1, %s, -99, 7, %s)",
        [*whose, EARLIER, EARLIER, json.dumps(values), f"{home.gateway_start}00000000"],
    )
    owner.execute(
        "insert into alarm_feed (tenant_id, device_id, ts, received_at, values)"
        " values (%s, %s, %s, %s, %s)",
        [*whose, EARLIER, EARLIER, json.dumps(values)],
    )
    owner.execute(
        "insert into uplink (tenant_id, device_id, received_at, frame_key,"
        " connection_id, ts, late, f_cnt, f_port, payload, radio, receptions, state,"
        " problem, message) values"
        " (%s, %s, %s, 7, %s, %s, false, 1, 2, 'x', '{}', %s, 2, 'codec-failed', %s)",
        [
            *whose,
            EARLIER,
            home.ids["connection_id"],
            EARLIER,
            _receptions(home),
            home.word,
        ],
    )
    owner.execute(
        "insert into hearing values (%s, %s, %s, current_date, 1, 1, -99, 7, -99, 7,"
        " 1, 14.5, 14.5)",
        [*whose, f"{home.gateway_start}00000000"],
    )
    owner.execute(
        "insert into coverage values (%s, %s, %s, current_date, 1, -99, 7, 7, 14.5, true)",
        [*whose, f"{home.gateway_start}00000000"],
    )
    owner.execute(
        "insert into gateway_count values (%s, %s, 'received', %s, 1)"
        " on conflict do nothing",
        [home.ids["gateway_id"], NOW, home.tenant.id],
    )
    owner.execute(
        "insert into gateway_hour values (%s, %s, %s, 1, 1, -99, 7)"
        " on conflict do nothing",
        [home.ids["gateway_id"], NOW, home.tenant.id],
    )
    owner.execute(
        "insert into stored_day values (%s, 'reading', 'room_climate', %s, 1, 150)"
        " on conflict do nothing",
        [home.tenant.id, EARLIER.date()],
    )
    owner.execute(
        "insert into retention_run (kind, tenant_id, began_at, ended_at, rows)"
        " values ('mails', %s, %s, %s, 1)",
        [home.tenant.id, EARLIER, NOW],
    )
    owner.execute(
        "insert into delivery (tenant_id, device_id, received_at, frame_key, body)"
        " values (%s, %s, %s, 7, %s)",
        [*whose, EARLIER, json.dumps({"text": home.word}).encode()],
    )
    return {"place": f"{EARLIER.isoformat()}_7"}


def plant_mail(home: Home, number: int, owner: psycopg.Connection) -> dict[str, object]:
    """A mail as it waits in the outbox."""
    text = f"Mail {home.word}"
    row = owner.execute(
        "insert into mail (tenant_id, kind, recipient, sender_name, subject, text, html,"
        " language, message_id, created_at, due_at, attempts, last_error) values"
        " (%s, 'alarm.raised', %s, %s, %s, %s, %s, 'de', %s, %s, %s, 0, %s)"
        " returning id",
        [
            *(home.tenant.id, f"post@{home.word}.example.org", text, text, text),
            *(f"<p>{text}</p>", f"<{number}@example.org>", NOW, NOW, text),
        ],
    ).fetchone()
    assert row is not None
    return {"mail_id": row[0]}


def plant_subject(
    home: Home, number: int, owner: psycopg.Connection
) -> dict[str, object]:
    """That the administrator signed in at the instance's provider."""
    owner.execute(
        "insert into provider_subject (tenant_id, provider_id, user_id, subject_hash)"
        " select tenant_id, id, %s, %s from identity_provider where tenant_id = %s",
        [home.admin.user.id, home.word.encode(), home.tenant.id],
    )
    return {}


def _receptions(home: Home) -> str:
    return json.dumps(
        [{"gateway_id": f"{home.gateway_start}00000000", "rssi_dbm": -99, "snr_db": 7}]
    )
