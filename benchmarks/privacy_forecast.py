"""How long the forecast of retention takes, and a night of the jobs behind it.

An instance with 10,000 devices, of which a third read a meter and a third measure the
climate of rooms, and a year of what they sent; besides, 19 instances with as many days.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import psycopg
from _house import house, report

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEVICES = 10_000
INSTANCES = 20
ROWS_A_DAY = 24 * 10_000  # an uplink an hour

DATA = """
insert into tenant (id, parent_id, name, short_name, language, time_zone, created_at)
select n, nullif(1, n), 'Instanz ' || n, 'i' || n, 'de', 'Europe/Berlin', now()
from generate_series(1, {instances} + 1) n;
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
select n, 1, true, 'Muster Sensorik', 'Raum ' || n, '',
    case n when 2 then '[{{"key": "humidity"}}]'::jsonb else '[]' end, '1 h', now()
from generate_series(1, 3) n;
insert into device (id, tenant_id, device_type_id, dev_eui, join_eui, name, sort_key,
    status, serial_number, meter_number, measuring_location, site, installation_place,
    notes, created_at)
select n, 2, 1 + n % 3, lpad(to_hex(n * 7919), 16, '0'), '', 'Fühler ' || n,
    'fuhler ' || n, 'registered', '', '', '', '', '', '', now()
from generate_series(1, {devices}) n;
insert into measuring_point (id, tenant_id, name, sort_key, medium, unit, number,
    market_location, metering_location, obis, notes, created_at)
select id, 2, name, sort_key, 'water', 'm³', '', '', '', '', '', now()
from device where device_type_id = 1;
insert into meter (tenant_id, measuring_point_id, device_id, key, number, installed_at,
    first_reading, reason, note)
select 2, id, id, 'volume', 'W' || id, now(), 0, 'first', '' from device
where device_type_id = 1;
insert into stored_day (tenant_id, place, kind, day, rows, bytes)
select t, place, kind, '{today}'::date - n, {rows} / 3, {rows} / 3 * 150
from generate_series(2, {instances} + 1) t, unnest(array['reading', 'uplink']) place,
    unnest(array['meter_readings', 'room_climate', 'other_readings']) kind,
    generate_series(0, 365) n
where place = 'reading' or n < 91;
insert into alarm (tenant_id, device_id, name, key, type, high, severity, value,
    raised_at, cleared_at, cleared_value, cleared_reason, note)
select 2, 1 + n % {devices}, 'Zu warm', 'temperature', 'above', 30, 'major', 31,
    '{now}'::timestamptz - interval '1 h', '{now}'::timestamptz - n * interval '10 min',
    29, 'recovered', '' from generate_series(1, 100000) n;
"""

DAY = """
insert into reading (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)
select 2, d, '{day}'::timestamptz + h * interval '1 h', 0, h, 1, '{{21.5,48,612}}'
from generate_series(1, {devices}) d, generate_series(0, 23) h
"""


def main() -> None:
    with house() as owner:
        facts = {"devices": DEVICES, "instances": INSTANCES, "rows": ROWS_A_DAY}
        owner.execute(DATA.format(today=NOW.date(), now=NOW, **facts).encode())
        owner.execute("insert into layout (keys) values ('{temperature,humidity,co2}')")
        owner.execute("vacuum analyze")
        measure_page()
        measure_night(owner)


def measure_page() -> None:
    from django.db import transaction

    from progres.database.scope import Scope, scoped
    from progres.privacy.forecast import forecast, goes_if
    from progres.privacy.kinds import Kind
    from progres.privacy.policies import Chosen, periods_if, periods_in
    from progres.tenants.models import Tenant

    scope = Scope(frozenset({2}), frozenset({1}))
    whole = Scope(frozenset(range(1, INSTANCES + 2)))

    def show() -> None:
        with transaction.atomic(), scoped(scope):
            forecast(scope, Tenant.objects.of(scope).get(id=2), at=NOW)

    def ask() -> None:
        with transaction.atomic(), scoped(whole):
            operator = Tenant.objects.of(whole).get(id=1)
            said = Chosen(days=30, least_days=1, most_days=3000)
            after = periods_if(whole, operator, Kind.READINGS, said)
            goes_if(periods_in(whole), after, Kind.READINGS, at=NOW)

    report("forecast of an instance with a year of readings", show)
    report("what a shorter period of all 20 instances would delete", ask)


def measure_night(owner: psycopg.Connection) -> None:
    """Count and delete a day of 240,000 readings, by rows and whole."""
    from progres.privacy import retention
    from progres.privacy.stored_days import count_days

    eraser_url = os.environ["PROGRES_DATABASE_URL"]  # sees as much as the eraser
    owner.execute("truncate stored_day")
    for days_ago in (400, 3000):
        day = (NOW - timedelta(days=days_ago)).date()
        owner.execute("select make_partitions(%s, %s)", [day, day])
        owner.execute(DAY.format(day=day, devices=DEVICES).encode())
    owner.execute(
        "insert into retention_notice (tenant_id, kind, told_at, not_before)"
        " select 2, k, now(), '2000-01-01'"
        " from unnest(array['meter_readings', 'room_climate', 'other_readings']) k"
    )
    with psycopg.connect(eraser_url, autocommit=True) as eraser:
        timed("counting two days", partial(count_days, eraser, at=NOW))
        timed(
            "one day by rows (room climate), one day whole",
            partial(retention.cut_readings, eraser, at=NOW),
        )


def timed(name: str, work: Callable[[], object]) -> None:
    began = perf_counter()
    answer = work()
    print(f"{name:60} {perf_counter() - began:7.2f} s ({answer})")


if __name__ == "__main__":
    main()
