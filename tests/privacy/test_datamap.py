from collections import defaultdict
from datetime import timedelta

import psycopg
import pytest
from tools.document_privacy import PAGE, page

from progres.audit.rules import ENTRIES_KEPT, ORIGINS_KEPT, VIEWS_KEPT
from progres.kit.datamap import Entry, Store
from progres.ops.postgres import DatabaseUrls
from progres.privacy.check import COLUMNS, declaration_problems, table_problems
from progres.privacy.datamap import DATA_MAP, personal_fields
from progres.privacy.retention import (
    ACCESS_LOG_KEPT,
    ACCESS_STATISTICS_KEPT,
    DELETED_DEVICES_KEPT,
    DELIVERIES_KEPT,
    INVITATIONS_KEPT,
    KEPT,
    UPLINKS_KEPT,
)


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


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("delivery", DELIVERIES_KEPT),
        ("invitation", INVITATIONS_KEPT),
        ("uplink", UPLINKS_KEPT),
        ("audit_entry", ENTRIES_KEPT),
        ("audit_seal", ENTRIES_KEPT),
        ("device", DELETED_DEVICES_KEPT),
        ("reading", DELETED_DEVICES_KEPT),
        ("alarm", DELETED_DEVICES_KEPT),
        ("access_log", ACCESS_LOG_KEPT),
        ("access_statistics", ACCESS_STATISTICS_KEPT),
        ("access_clients", ACCESS_STATISTICS_KEPT),
        *((rows.table, rows.period) for rows in KEPT),
    ],
)
def test_jobs_delete_after_the_time_that_the_map_promises(
    place: str, kept: timedelta
) -> None:
    assert entry(place).retention.period == kept


def test_addresses_go_from_the_audit_log_before_its_entries_do() -> None:
    kept = {
        name: retention.period
        for name, _, retention in personal_fields(entry("audit_entry"))
    }
    assert kept["ip"] == kept["browser_version"] == kept["origin_salt"] == ORIGINS_KEPT
    assert kept["actor"] == kept["details"] == ENTRIES_KEPT
    assert (ORIGINS_KEPT.days, VIEWS_KEPT.days, ENTRIES_KEPT.days) == (90, 90, 730)
