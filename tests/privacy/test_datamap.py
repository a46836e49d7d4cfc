from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from tools.document_privacy import PAGE, page

from progres.audit.rules import ENTRIES_KEPT, ORIGINS_KEPT, VIEWS_KEPT
from progres.kit.datamap import Entry, Retention, Store
from progres.ops.postgres import DatabaseUrls
from progres.privacy.check import COLUMNS, declaration_problems, table_problems
from progres.privacy.datamap import DATA_MAP, personal_fields
from progres.privacy.kinds import BOUNDS, EVERYWHERE, OF_READINGS, Kind
from progres.privacy.rows import OF_INSTANCES, TRACES, Kept
from progres.readings.expiry import Place


def entry(place: str) -> Entry:
    (found,) = (e for e in DATA_MAP if e.store is Store.TABLE and e.place == place)
    return found


def test_every_declaration_says_whose_why_and_how_long() -> None:
    assert not list(declaration_problems(DATA_MAP))


def test_every_column_of_the_database_is_declared(database_urls: DatabaseUrls) -> None:
    columns: dict[str, set[str]] = defaultdict(set)
    with psycopg.connect(database_urls.owner) as owner:
        for table, column in owner.execute(COLUMNS):
            columns[table].add(column)
    assert "procrastinate_jobs" in columns
    assert not list(table_problems(DATA_MAP, columns))


def test_partitions_are_declared_by_their_parent(database_urls: DatabaseUrls) -> None:
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("select make_partitions('2026-03-01', '2026-03-01')")
        tables = {table for table, _ in owner.execute(COLUMNS)}
        owner.rollback()
    assert "reading" in tables
    assert "reading_20260301" not in tables


def test_the_documentation_is_what_the_map_says() -> None:
    assert PAGE.read_text() == page(DATA_MAP), (
        f"{PAGE} is out of date; run `python -m tools.document_privacy`."
    )


def all_retentions() -> Iterator[tuple[str, Retention]]:
    """Every period of the map, with the place it is of."""
    for each in DATA_MAP:
        yield each.place, each.retention
        for ground in each.personal:
            if ground.retention is not None:
                yield each.place, ground.retention


def test_periods_that_instances_choose_are_declared_with_their_longest_default() -> (
    None
):
    defaults = {kind: bounds.default for kind, bounds in BOUNDS.items()}
    defaults.update(EVERYWHERE)
    for place, retention in all_retentions():
        if retention.kinds:
            days = max(defaults[Kind(name)] for name in retention.kinds)
            assert retention.period == timedelta(days=days), place
    named = {Kind(name) for _, one in all_retentions() for name in one.kinds}
    assert named == set(Kind) - {Kind.TRACES}


@pytest.mark.parametrize(
    "kept", [*OF_INSTANCES, *TRACES], ids=lambda k: f"{k.table}, {k.where}"
)
def test_jobs_delete_after_the_time_that_the_map_promises(kept: Kept) -> None:
    declared = entry(kept.table).retention
    if kept.period is None:
        assert declared.kinds == (kept.kind,)
    elif kept.where == "true":
        assert (declared.period, declared.kinds) == (kept.period, ())


def test_what_devices_sent_is_declared_with_the_kinds_that_jobs_delete() -> None:
    declared = {place: entry(place).retention.kinds for place in Place}
    assert declared[Place.READING] == declared[Place.READING_LATE] == OF_READINGS
    assert declared[Place.UPLINK] == (Kind.UPLINKS,)
    assert declared[Place.DELIVERY] == (Kind.DELIVERIES,)
    assert entry("device").retention.kinds == (Kind.DELETED_DEVICES,)


def test_addresses_go_from_the_audit_log_before_its_entries_do() -> None:
    kept = {
        name: retention.period
        for name, _, retention in personal_fields(entry("audit_entry"))
    }
    assert kept["ip"] == kept["browser_version"] == kept["origin_salt"] == ORIGINS_KEPT
    assert kept["actor"] == kept["details"] == ENTRIES_KEPT
    assert (ORIGINS_KEPT.days, VIEWS_KEPT.days, ENTRIES_KEPT.days) == (90, 90, 730)
