"""How long the search over everything takes with 100,000 devices of 20 instances."""

from functools import partial
from types import SimpleNamespace
from typing import Any

from _house import house, report
from device_list import DATA, DEVICES, INSTANCES, NOW

# Beside the devices: as many measuring points, a tenth as many assets and people.
BESIDE = """
insert into asset (tenant_id, name, sort_key, kind, street, postal_code, city, country,
    created_at)
select 2 + n % {instances}, 'Schule ' || n, 'schule ' || lpad(n::text, 9, '0'),
    'building', '', '', '', '', now() from generate_series(1, {devices} / 10) n;
insert into measuring_point (id, tenant_id, name, sort_key, medium, unit, number,
    market_location, metering_location, obis, notes, created_at)
select n, 2 + n % {instances}, 'Kaltwasser ' || n,
    'kaltwasser ' || lpad(n::text, 9, '0'), 'water', 'm³', 'MP-' || n, '', '', '', '',
    now() from generate_series(1, {devices}) n;
insert into measuring_point_word (word, tenant_id, measuring_point_id)
select distinct word, tenant_id, id from measuring_point, unnest(array['kaltwasser',
    id::text, 'mp', 'mp' || id]) word;
insert into gateway (tenant_id, shared, gateway_id, name, model, antenna, site,
    sim_number, contacts, monitored, delay, created_at)
select 2 + n % {instances}, false, lpad(to_hex(n), 16, '0'), 'Turm ' || n, '', '',
    'Schule ' || n, '', '', true, '10 min', now()
from generate_series(1, {devices} / 100) n;
"""


def main() -> None:
    with house() as owner:
        for data in (DATA, BESIDE):
            owner.execute(
                data.format(devices=DEVICES, instances=INSTANCES, now=NOW).encode()
            )
        owner.execute("vacuum analyze")
        for text in ("1klm0000054321", "raumf 123", "schule 7", "raumf", "r", "k"):
            measure(text)


def measure(text: str) -> None:
    from django.db import transaction

    from progres.dashboards.search import Findable, find
    from progres.database.scope import Scope, scoped

    scope = Scope(frozenset(range(1, INSTANCES + 2)))
    by: Any = SimpleNamespace(scope=scope, may=lambda _right: True)

    def search(*kinds: Findable) -> None:
        with transaction.atomic(), scoped(scope):
            find(by, text, most=5, kinds=kinds)

    report(f"'{text}', everything", partial(search, *Findable))
    for kind in Findable:
        report(f"'{text}', {kind}", partial(search, kind), times=5)


if __name__ == "__main__":
    main()
