"""How long the device list takes with 100,000 devices of 20 instances."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from _house import house, report

if TYPE_CHECKING:
    from progres.dashboards.values import Box

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEVICES = 100_000
INSTANCES = 20

# Each device has what a device has: twelve search words, a state with 32 frame records
# (768 bytes) and five values; 1 % have an open alarm, 2 % were never heard. All stand in
# one town, the denser the nearer to its middle.
DATA = """
insert into tenant (id, parent_id, name, short_name, language, time_zone, created_at)
select n, nullif(1, n), 'Instanz ' || n, 'i' || n, 'de', 'Europe/Berlin', now()
from generate_series(1, {instances} + 1) n;
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
select n, 1, true, 'Muster Sensorik', 'Raum ' || n,  '', '[]', '15 min', now()
from generate_series(1, 8) n;
insert into device (id, tenant_id, device_type_id, dev_eui, join_eui, name, sort_key,
    status, serial_number, meter_number, measuring_location, site, installation_place,
    latitude, longitude, notes, created_at)
select n, 2 + n % {instances}, 1 + n % 8, lpad(to_hex(n * 7919), 16, '0'), '',
    'Raumfühler ' || n, 'raumfuhler ' || lpad(n::text, 9, '0'),
    case when n % 200 = 0 then 'decommissioned' else 'registered' end,
    'S' || n, '1KLM' || lpad(n::text, 10, '0'), '', 'Schule ' || n % 400,
    'Raum ' || n % 60, 52.4 + sin(n) * (n % 977) / 9770,
    13.4 + cos(n) * (n % 977) / 6000, '', now() from generate_series(1, {devices}) n;
insert into device_word (word, tenant_id, device_id)
select distinct word, tenant_id, id from device, unnest(array['raumfuhler', id::text,
    dev_eui, 's' || id, '1klm' || lpad(id::text, 10, '0'), 'schule',
    (id % 400)::text, 'raum', (id % 60)::text]) word;
update device set tags = array['Los ' || id % 20, 'Keller'] where id % 2 = 0;
insert into device_word (word, tenant_id, device_id)
select '#' || tag, tenant_id, id from device, unnest(tags) tag;
update device_type set send_plan = '{{"weekdays": [0, 1, 2, 3, 4], "start": 7, "end": 18}}'
where id % 2 = 0;
insert into latest (tenant_id, device_id, ts, last_seen_at, f_cnt, values, rssi_dbm,
    snr_db, gateway_id, battery_percent, battery_at, frames)
select tenant_id, id, at, at, id % 5000, jsonb_build_object(
    'temperature', jsonb_build_array(1772366400000, 20.5),
    'humidity', jsonb_build_array(1772366400000, 48),
    'co2', jsonb_build_array(1772366400000, 612),
    'pressure', jsonb_build_array(1772366400000, 1013),
    'battery', jsonb_build_array(1772366400000, 91)),
    -101, 6.5, '24e124fffef00001', 91, at,
    decode(repeat(md5(id::text), 48), 'hex')
from (select *, '{now}'::timestamptz - interval '1 s' * (id * 37 % case
        when id % 33 = 0 then 90000 when id % 25 = 0 then 4000 else 1800 end) as at
    from device where id % 50 > 0) heard;
insert into alarm_rule (id, tenant_id, name, device_type_id, key, type, high,
    hysteresis, hold, count, severity, enabled, created_at)
values (1, 1, 'Zu warm', 1, 'temperature', 'above', 30, 0, '0', 1, 'major', true, now());
insert into alarm (tenant_id, rule_id, device_id, name, key, type, high, severity,
    value, raised_at, cleared_at, cleared_reason, note)
select tenant_id, 1, id, 'Zu warm', 'temperature', 'above', 30, 'major', 31, '{now}',
    case when id % 100 > 0 then '{now}'::timestamptz end, '', ''
from device where id % 20 = 0;
"""

BOXES = {  # and their height in degrees
    "a house": 0.0005,
    "a street": 0.003,
    "a quarter": 0.02,
    "half the town": 0.1,
    "the town": 0.21,
    "the world": 180.0,
}


def main() -> None:
    with house() as owner:
        fill = DATA.format(devices=DEVICES, instances=INSTANCES, now=NOW)
        owner.execute(fill.encode())
        owner.execute("vacuum analyze")
        measure("the operator, 100,000 devices", range(1, INSTANCES + 2))
        measure("one instance, 5,000 devices", [5])
        measure("five instances, 25,000 devices", range(5, 10))


def measure(who: str, tenants: Sequence[int]) -> None:
    from django.db import transaction

    from progres.dashboards.places import map_view
    from progres.dashboards.queries import device_page, overview
    from progres.database.scope import Scope, scoped

    scope = Scope(frozenset(tenants), frozenset({1}) - set(tenants))

    def page(question: dict[str, Any]) -> None:
        with transaction.atomic(), scoped(scope):
            device_page(scope, at=NOW, **question)

    print(who)
    questions: tuple[dict[str, Any], ...] = (
        {},
        {"page": 1000 * len(tenants) // 10},
        {"text": "raumf 123"},
        {"text": "schule"},
        {"tag": "Los 4"},
        {"tag": "Keller", "state": "silent"},
        {"tenant_id": 5},
        {"device_type_id": 3},
        {"order": "last_seen"},
        {"order": "-last_seen"},
        {"order": "type"},
        {"order": "tenant"},
        {"order": "state"},
        {"state": "alarm"},
        {"state": "silent"},
        {"state": "ok"},
        {"state": "ok", "order": "last_seen", "text": "schule"},
    )
    for question in questions:
        report(str(question), partial(page, question))

    def show_overview() -> None:
        with transaction.atomic(), scoped(scope):
            overview(scope, at=NOW)

    def show_map(question: dict[str, Any]) -> None:
        with transaction.atomic(), scoped(scope):
            map_view(scope, at=NOW, **question)

    report("overview", show_overview)
    for name, side in BOXES.items():
        report(f"map of {name}", partial(show_map, {"box": box_of(side)}))
    report("map, without a box", partial(show_map, {}))
    world = box_of(BOXES["the world"])
    for name, question in {
        "search": {"text": "schule"},
        "state": {"state": "alarm"},
        "value": {"value_key": "temperature"},
    }.items():
        report(
            f"map of the world, {name}", partial(show_map, {"box": world, **question})
        )


def box_of(side: float) -> "Box":
    """A box around the middle of the town, twice as wide as high in degrees."""
    from progres.dashboards.values import Box

    return Box(
        south=max(52.4 - side / 2, -90),
        north=min(52.4 + side / 2, 90),
        west=max(13.4 - side, -180),
        east=min(13.4 + side, 180),
    )


if __name__ == "__main__":
    main()
