"""How long a chart takes: a year of a 15-minute series over 365 daily partitions."""

from datetime import UTC, datetime, timedelta

from _house import house, report

END = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
DEVICES = 20  # so that the readings of one device are not the whole table

DATA = """
insert into tenant (id, name, short_name, language, time_zone, created_at)
values (1, 'PROGRES', 'operator', 'de', 'Europe/Berlin', now());
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
values (1, 1, true, 'Muster Sensorik', 'Raum 3', '', '[]', '15 min', now());
insert into device (id, tenant_id, device_type_id, dev_eui, join_eui, name, sort_key,
    status, serial_number, meter_number, measuring_location, site, installation_place,
    notes, created_at)
select n, 1, 1, lpad(to_hex(n), 16, '0'), '', 'Fühler ' || n, n::text, 'registered',
    '', '', '', '', '', '', now() from generate_series(1, {devices}) n;
insert into layout (keys) values ('{{temperature,humidity,co2,pressure,battery}}');
select make_partitions('{first}'::date - 1, '{last}');
insert into reading (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)
select 1, device, at, 0, 0, 1, array[20 + 5 * sin(extract(epoch from at) / 86400),
    50, 420, 1013, 90]
from generate_series(1, {devices}) device,
    generate_series('{first}'::timestamptz, '{last}'::timestamptz - interval '1 s',
        '15 min') at;
"""


def main() -> None:
    with house() as owner:
        fill = DATA.format(devices=DEVICES, first=END - YEAR, last=END)
        owner.execute(fill.encode())
        measure("without statistics")
        owner.execute("analyze")
        measure("with statistics")


def measure(when: str) -> None:
    import orjson
    from django.db import transaction

    from progres.database.scope import Scope, scoped
    from progres.readings.queries import bucketed_series, raw_series
    from progres.readings.values import Series

    scope = Scope(frozenset({1}))
    one = ["temperature"]
    five = ["temperature", "humidity", "co2", "pressure", "battery"]

    def answer(keys: list[str], buckets: int, span: timedelta) -> None:
        with transaction.atomic(), scoped(scope):
            found: list[Series] = (
                bucketed_series(
                    scope, 7, keys, start=END - span, end=END, buckets=buckets
                )
                if buckets
                else raw_series(scope, 7, keys, start=END - span, end=END)
            )
            assert found[0].points
            orjson.dumps([series.points for series in found], option=orjson.OPT_UTC_Z)

    print(when)
    report("a year, one series, 400 buckets", lambda: answer(one, 400, YEAR))
    report("a year, five series, 400 buckets", lambda: answer(five, 400, YEAR))
    report("a year, one series, 35,040 values", lambda: answer(one, 0, YEAR))
    week = timedelta(days=7)
    report("a week, one series, 400 buckets", lambda: answer(one, 400, week))
    report("a day, five series, every value", lambda: answer(five, 0, week / 7))


if __name__ == "__main__":
    main()
