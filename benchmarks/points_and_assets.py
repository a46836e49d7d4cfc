"""How long lists take with 100,000 measuring points, occupancies and assets of 20 instances."""

from datetime import UTC, datetime
from functools import partial

from _house import house, report
from device_list import DATA, DEVICES, INSTANCES, NOW

PAGE = 50
# Every third calibration has ended; assets stand in buildings of a hundred.
BESIDE = """
insert into asset (id, tenant_id, name, sort_key, kind, street, postal_code, city,
    country, created_at)
select n, 2 + n % {instances}, 'Schule ' || n, 'schule ' || lpad(n::text, 9, '0'),
    'building', 'Ringstraße ' || n, '', 'Musterstadt', '', now()
from generate_series(1, {devices}) n;
update asset set parent_id = id % 1000 + 1 where id > 1000
    and tenant_id = 2 + (id % 1000 + 1) % {instances};
insert into asset_word (word, tenant_id, asset_id)
select distinct word, tenant_id, id from asset, unnest(array['schule', id::text,
    'ringstrasse', 'musterstadt']) word;
insert into measuring_point (id, tenant_id, name, sort_key, medium, unit, number,
    market_location, metering_location, obis, notes, asset_id, created_at)
select n, 2 + n % {instances}, 'Kaltwasser ' || n,
    'kaltwasser ' || lpad(n::text, 9, '0'), 'water', 'm³', 'MP-' || n, '', '', '', '',
    n, now() from generate_series(1, {devices}) n;
insert into measuring_point_word (word, tenant_id, measuring_point_id)
select distinct word, tenant_id, id from measuring_point, unnest(array['kaltwasser',
    id::text, 'mp', 'mp' || id, '1klm' || id]) word;
insert into meter (tenant_id, measuring_point_id, device_id, key, number, installed_at,
    first_reading, calibrated_until, reason, note)
select tenant_id, id, id, 'volume', '1KLM' || id, '{now}', 0,
    2026 + (id % 3) * 2 - 2 + id % 2, 'first', '' from measuring_point;
insert into occupancy (id, tenant_id, measuring_point_id, name, sort_key, email, phone,
    reference, since, until, note, created_at)
select id, tenant_id, id, 'Partei ' || id, 'partei ' || lpad(id::text, 9, '0'),
    'partei' || id || '@example.org', '', 'K-' || id, '{now}',
    case when id % 3 = 0 then '{now}'::timestamptz + interval '1 day' end, '', now()
from measuring_point;
insert into occupancy_word (word, tenant_id, occupancy_id)
select distinct word, tenant_id, id from occupancy, unnest(array['partei', id::text,
    'partei' || id, 'example', 'org', 'k', 'k' || id]) word;
"""


def main() -> None:
    with house() as owner:
        for data in (DATA, BESIDE):
            owner.execute(
                data.format(devices=DEVICES, instances=INSTANCES, now=NOW).encode()
            )
        owner.execute("vacuum analyze")
        measure()


def measure() -> None:
    from django.db import transaction

    from progres.assets.queries import children_of, search_assets
    from progres.database.scope import Scope, scoped
    from progres.metering.occupants import search_occupancies
    from progres.metering.queries import due_calibrations, installed_at, search_points

    now = datetime.now(UTC)
    scope = Scope(frozenset(range(1, INSTANCES + 2)))

    def page(what: object, first: int = 0) -> None:
        with transaction.atomic(), scoped(scope):
            list(what(scope)[first : first + PAGE + 1])  # type: ignore[operator]

    def points(text: str, first: int = 0) -> None:
        with transaction.atomic(), scoped(scope):
            found = list(search_points(scope, text=text)[first : first + PAGE + 1])
            installed_at(scope, found)

    last = DEVICES - PAGE
    for text in ("", "1klm54321", "kalt 123", "kalt"):
        report(f"measuring points, '{text}'", partial(points, text))
    report("measuring points, the last page", partial(points, "", last))
    due = partial(due_calibrations, until=2026)
    for text in ("", "partei77777", "1klm54321", "ringstr 777", "partei"):
        found = partial(search_occupancies, text=text, at=now)
        report(f"occupancies, '{text}'", partial(page, found))
    gone = partial(search_occupancies, standing="former", at=now)
    report("occupancies that are over", partial(page, gone))
    report("calibrations that are due, first page", partial(page, due))
    report("the same, page 100", partial(page, due, 100 * PAGE))
    for text in ("", "schule 777", "schule"):
        asked = partial(search_assets, text=text)
        report(f"assets, '{text}'", partial(page, asked))
    report("assets, the last page", partial(page, search_assets, last))
    report("assets at the top", partial(page, partial(children_of, parent=None)))


if __name__ == "__main__":
    main()
