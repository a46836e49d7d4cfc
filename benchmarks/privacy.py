"""How long access and erasure take beside 10,000 devices with a year of readings.

The person had three meters that sent every quarter of an hour for a year (105,120
readings of three values); each other device has a reading a day, 3.65 million in all.
"""

import os
import tempfile
import time
from pathlib import Path

import psycopg
from _house import house
from device_list import DATA, INSTANCES, NOW

DEVICES = 10_000
MEASURED = """
select make_partitions('{now}'::date - 365, '{now}'::date);
insert into layout (keys) values (array['volume', 'flow', 'temperature']);
insert into reading (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)
select 5, id, '{now}'::timestamptz - interval '15 min' * n, 0, n,
    (select max(layout_id) from layout), array[n, n % 7, 20 + n % 5]
from unnest(array[3, 23, 43]) id, generate_series(1, 35040) n;
insert into reading (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)
select tenant_id, id, '{now}'::timestamptz - interval '1 day' * n - interval '7 min', 0,
    n, (select max(layout_id) from layout), array[n, n % 7, 20 + n % 5]
from device, generate_series(1, 364) n where id not in (3, 23, 43);
insert into audit_entry (tenant_id, at, action, is_view, target_type, actor, browser,
    browser_version, system, target_id, target, details, who_commitment,
    origin_commitment, what_commitment)
select 2 + n % {instances}, '{now}', 'device.changed', false, 'device', 'Olga Keller', '',
    '', '', n::text, 'Raumfühler ' || n, '{{"site": ["Schule 1", "Schule 2"]}}', '', '', ''
from generate_series(1, 50000) n;
insert into measuring_point (id, tenant_id, name, sort_key, medium, unit, number,
    market_location, metering_location, obis, notes, created_at)
select n, 5, 'Kaltwasser ' || n, n, 'water', 'm³', '', '', '', '', '', now()
from generate_series(1, 3) n;
insert into meter (tenant_id, measuring_point_id, device_id, key, number, installed_at,
    first_reading, reason, note)
select 5, n, 3 + (n - 1) * 20, 'volume', 'Z' || n, '{now}'::timestamptz - interval
    '400 days', 0, 'first', '' from generate_series(1, 3) n;
insert into occupancy (id, tenant_id, measuring_point_id, name, sort_key, email, phone,
    reference, since, note, created_at)
select n, 5, n, 'Wanda Feld', 'wanda feld', 'wanda.feld@example.com', '', 'K-1',
    '{now}'::timestamptz - interval '380 days', '', now() from generate_series(1, 3) n;
insert into person_request (id, tenant_id, kind, state, channel, received_on, due_on,
    name, email, language, terms, wish, purposes, created_at, extension_reason,
    identity_method, identity_note, decision, reason, weighing, problem, problem_facts)
select n, 5, (array['access', 'erasure'])[n], 'identified', 'mail', '{now}', '{now}',
    'Wanda Feld', 'wanda.feld@example.com', 'de', '[]', '', '[]', now(), '', '', '', '',
    '', '', '', '{{}}' from generate_series(1, 2) n;
insert into person_request_span (tenant_id, request_id, measuring_point_id,
    occupancy_id, since)
select 5, r, n, n, '{now}'::timestamptz - interval '380 days'
from generate_series(1, 3) n, generate_series(1, 2) r;
"""


def main() -> None:
    with house() as owner, tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRES_DATA_DIR"] = folder
        for data in (DATA, MEASURED):
            owner.execute(
                data.format(devices=DEVICES, instances=INSTANCES, now=NOW).encode()
            )
        owner.execute("vacuum analyze")
        measure(owner)


def measure(owner: psycopg.Connection) -> None:
    from progres.privacy.work import work_on_requests

    def step(name: str) -> None:
        began = time.perf_counter()
        if not work_on_requests(os.environ["PROGRES_DATABASE_ERASER_URL"], at=NOW):
            raise SystemExit(f"There was nothing to do for: {name}")
        print(f"{name:40} {time.perf_counter() - began:6.2f} s")

    step("access: report and archive")
    [(size,)] = owner.execute("select length(content) from answer_package").fetchall()
    print(f"{'its archive':40} {size / 1e6:6.2f} MB")
    step("erasure: preview")
    owner.execute(
        "update person_request set state = 'granted', identified_at = now(),"
        " decided_at = now() where id = 2"
    )
    step("erasure: carried out")
    [(proof,)] = owner.execute(
        "select proof -> 'tables' from person_request where id = 2"
    ).fetchall()
    print(proof)
    print(Path(os.environ["PROGRES_DATA_DIR"]).joinpath("tombstones.jsonl").exists())


if __name__ == "__main__":
    main()
