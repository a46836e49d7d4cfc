"""What the limit of roles to assets costs those who are not limited, and them.

Lists, counts and charts with and without its policies, in turn, on the same data.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
from _house import house, report
from device_list import DATA, DEVICES, INSTANCES, NOW

YEAR = timedelta(days=365)
LAST = datetime(2026, 1, 1, tzinfo=UTC)
# A school for every 250 devices, and a year of quarter hours of one device.
MORE = """
insert into asset (id, tenant_id, name, sort_key, kind, street, postal_code, city,
    country, created_at)
select 1 + n, 2 + n % {instances}, 'Schule ' || n, 'schule ' || n, 'building',
    '', '', '', '', now()
from generate_series(0, 399) n;
update device set asset_id = 1 + id % 400;
insert into layout (keys) values (array['temperature']);
insert into reading_late (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals)
select d.tenant_id, d.id, ts, 1, 1, 1, array[20.5]
from device d, generate_series('{first}'::timestamptz, '{last}', '15 min') ts
where d.id = 43;
"""
OF_POLICIES = """
select format('create policy %I on %I as restrictive to progres_web using (%s)',
        policyname, tablename, qual),
    format('drop policy %I on %I', policyname, tablename)
from pg_policies where policyname like '%\\_narrowed'
"""


def main() -> None:
    with house() as owner:
        owner.execute(
            DATA.format(devices=DEVICES, instances=INSTANCES, now=NOW).encode()
        )
        more = MORE.format(instances=INSTANCES, first=LAST - YEAR, last=LAST)
        owner.execute(more.encode())
        owner.execute("vacuum analyze")
        policies = owner.execute(OF_POLICIES.encode()).fetchall()
        for _ in range(2):
            print("without the policies")
            change(owner, [drop for _create, drop in policies])
            measure(range(1, INSTANCES + 2), None)
            print("with the policies, not limited")
            change(owner, [create for create, _drop in policies])
            measure(range(1, INSTANCES + 2), None)
        print("limited to one of 400 schools")
        measure([5], [1 + 43 % 400])


def change(owner: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        owner.execute(statement.encode())


def measure(tenants: Sequence[int], assets: Sequence[int] | None) -> None:
    from django.db import transaction

    from progres.alarms.queries import open_alarm_count
    from progres.dashboards.places import map_view
    from progres.dashboards.queries import device_page, overview
    from progres.database.scope import Scope, scoped
    from progres.readings.queries import bucketed_series, raw_series

    narrowed = None if assets is None else frozenset(assets)
    scope = Scope(frozenset(tenants), frozenset({1}) - set(tenants), asset_ids=narrowed)

    def ask(question: Callable[[], object]) -> None:
        with transaction.atomic(), scoped(scope):
            question()

    page = partial(device_page, scope, at=NOW)
    year = partial(bucketed_series, scope, 43, ["temperature"], start=LAST - YEAR)
    raw = partial(raw_series, scope, 43, ["temperature"], start=LAST - YEAR)
    for name, question in (
        ("first page", page),
        ("search", partial(page, text="schule")),
        ("by last seen", partial(page, order="last_seen")),
        ("by state", partial(page, order="state")),
        ("overview", partial(overview, scope, at=NOW)),
        ("map", partial(map_view, scope, at=NOW)),
        ("open alarms", partial(open_alarm_count, scope)),
        ("a year in 400 buckets", partial(year, end=LAST, buckets=400)),
        ("a year, every value", partial(raw, end=LAST)),
    ):
        report(name, partial(ask, question))


if __name__ == "__main__":
    main()
