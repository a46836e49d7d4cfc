"""What gateways cost: coverage of 100,000 devices, its counting, and the judging.

Run: python benchmarks/gateways.py [devices]. Each device is heard by three of 200
gateways on seven days; gateway 1 is heard by every eighth device besides, and every
ninth of these by nothing else. Half of the gateways are not registered, as are 4,900
that hear no device.
"""

import sys
from datetime import UTC, datetime, timedelta

import psycopg
from _house import house, report

DATA = """
insert into tenant (id, name, short_name, language, time_zone, created_at)
values (1, 'PROGRES', 'operator', 'de', 'Europe/Berlin', now());
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
values (1, 1, true, 'Muster Sensorik', 'Raum 3', '', '[]', '15 min', now());
insert into device (id, tenant_id, device_type_id, dev_eui, join_eui, name, sort_key,
    status, serial_number, meter_number, measuring_location, site, installation_place,
    notes, created_at)
select n, 1, 1, lpad(to_hex(n), 16, '0'), '', 'Raum ' || n, n::text, 'registered',
    '', '', '', '', '', '', now() from generate_series(1, %(devices)s) n;
insert into gateway (id, tenant_id, gateway_id, name, shared, created_at)
select n, 1, 'gateway ' || n, 'Gateway ' || n, true, now() from generate_series(1, 100) n;
insert into unregistered_gateway (tenant_id, gateway_id, first_heard_at, heard_at)
select 1, 'gateway ' || n, now() - n * interval '1 s', now()
from generate_series(101, 5100) n;
update gateway_health set heard_at = now();
insert into connection (id, tenant_id, name, kind, token_hash, token_prefix, created_at)
values (1, 1, 'ChirpStack', 'chirpstack', 'x', 'pc_', now());
insert into hearing
select 1, n, 'gateway ' || case when n % 8 = 0 and (n % 72 = 0 or g = 0) then 1
        else 2 + (n + g * 7) % 199 end, current_date - d, 24, 24, -2400, 48, -90, 8,
    24, 240, 15
from generate_series(1, %(devices)s) n, generate_series(0, 2) g,
    generate_series(0, 6) d
on conflict do nothing;
create temp table heard_in_hour (tenant_id int, device_id int);
select sum_up_hearings(current_date - 7, true);
drop table heard_in_hour;
select make_partitions(current_date - 1, current_date);
insert into uplink (tenant_id, device_id, received_at, frame_key, connection_id, ts, late,
    f_cnt, payload, radio, receptions, state)
select 1, n, date_trunc('hour', now()) - interval '30 min', n, 1, now(), false, 1, '',
    '{"spreading_factor": 9}', (select jsonb_agg(jsonb_build_object(
        'gateway_id', 'gateway ' || 1 + (n + g) % 200, 'rssi_dbm', -101, 'snr_db', 2))
        from generate_series(0, 2) g), 1
from generate_series(1, %(devices)s) n;
insert into hearing_counted values (1, date_trunc('hour', now()) - interval '1 hour');
"""


def main() -> None:
    devices = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with house() as owner:
        owner.execute(DATA.replace("%(devices)s", str(devices)).encode())
        owner.execute("vacuum analyze")
        measure(owner)


def measure(owner: psycopg.Connection) -> None:
    from django.db import transaction

    from progres.alarms.gateway_watch import watch_gateways
    from progres.database.scope import Scope, scoped
    from progres.gateways.queries import unknown_gateways
    from progres.readings.coverage import (
        count_devices_heard,
        devices_heard,
        reach_of_gateway,
    )

    scope, at = Scope(frozenset({1})), datetime.now(UTC)

    def reach() -> object:
        with transaction.atomic(), scoped(scope):
            return reach_of_gateway(scope, "gateway 1", at=at)

    def page() -> object:
        with transaction.atomic(), scoped(scope):
            return devices_heard(scope, "gateway 1", limit=51, at=at)

    def alone() -> object:
        with transaction.atomic(), scoped(scope):
            return devices_heard(scope, "gateway 1", only_alone=True, limit=51, at=at)

    def unregistered() -> object:
        with transaction.atomic(), scoped(scope):
            found = unknown_gateways(scope, limit=51)
            return count_devices_heard(scope, [g.gateway_id for g in found], at=at)

    print(reach())
    report("reach of a gateway", reach)
    report("a page of its devices, the weakest first", page)
    report("a page of those that it alone hears", alone)
    report("a page of gateways that nobody registered", unregistered)
    later = at + timedelta(minutes=1)
    report("judging 200 gateways", lambda: watch_gateways(at=later))

    def count() -> None:
        owner.execute("update hearing_counted set until = until - interval '1 hour'")
        owner.execute("select count_hearings(now())")

    owner.execute("delete from hearing_counted")
    owner.execute("insert into hearing_counted values (1, date_trunc('hour', now()))")
    report("counting an hour in which every device sent", count, times=3)


if __name__ == "__main__":
    main()
