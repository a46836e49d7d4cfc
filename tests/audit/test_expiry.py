"""Values go when their time is over, with their salts; the chain still verifies."""

from datetime import timedelta

import psycopg
import pytest
from django.db import transaction

from progres.audit.checking import Difference, Finding, check_chains
from progres.audit.expiry import erase_values
from progres.audit.rules import Actor
from progres.ops.postgres import DatabaseUrls
from progres.worker import jobs
from tests.audit.setting import as_owner, seal_all, write
from tests.worker.working import number
from tests.world import NOON, World

DAY = timedelta(days=1)
WITH_ORIGIN = "select count(*) from audit_entry where ip is not null"
VIEWS = "select count(*) from audit_entry where is_view and actor <> ''"
SALTS = "select count(*) from audit_entry where {}_salt is not null"


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


@pytest.fixture
def house(committed_world: World) -> World:
    """A change and a view at noon, sealed."""
    write(committed_world, {"name": ["a", "b"]})
    write(committed_world, {}, action="device.viewed", is_view=True)
    seal_all()
    return committed_world


def cut(days: float) -> None:
    jobs.cut_audit_log(timestamp=int((NOON + days * DAY).timestamp()))


def check(urls: DatabaseUrls, days: float) -> Finding:
    with as_owner(urls.owner), transaction.atomic():
        return check_chains(at=NOON + days * DAY)


def test_addresses_and_views_are_kept_for_ninety_days(
    house: World, database_urls: DatabaseUrls
) -> None:
    before = number(database_urls, "select count(*) from audit_entry")

    cut(90)
    assert number(database_urls, WITH_ORIGIN) == 2
    cut(90.01)

    assert number(database_urls, WITH_ORIGIN) == number(database_urls, VIEWS) == 0
    assert number(database_urls, SALTS.format("who")) == before - 1 + 1  # its own entry
    assert number(database_urls, SALTS.format("origin")) == 1  # of the platform itself
    seal_all(at=NOON + 91 * DAY)
    assert check(database_urls, 91).entries == before + 1


def test_that_something_was_destroyed_is_an_entry(
    house: World, database_urls: DatabaseUrls
) -> None:
    cut(91)
    cut(91.1)

    with psycopg.connect(database_urls.owner) as owner:
        rows = owner.execute(
            "select tenant_id, actor, details ->> 'views' from audit_entry"
            " where action = 'audit_entry.expired'"
        ).fetchall()
    assert rows == [(house.operator.id, "PROGRES", "1")]


def test_entries_are_kept_for_two_years(
    house: World, database_urls: DatabaseUrls
) -> None:
    write(house, {}, at=NOON + 10 * DAY)
    seal_all(at=NOON + 10 * DAY)

    cut(730)
    assert number(database_urls, "select count(*) from audit_entry") > 2
    cut(731)
    seal_all(at=NOON + 731 * DAY)

    actions = "select count(*) from audit_entry where action = '{}'"
    assert number(database_urls, actions.format("device.changed")) == 1
    assert number(database_urls, actions.format("device.viewed")) == 0
    assert check(database_urls, 731).entries == 3  # and two about what was destroyed


def test_what_is_destroyed_too_early_is_a_difference(
    house: World, database_urls: DatabaseUrls
) -> None:
    cut(90.01)

    with pytest.raises(Difference, match="was emptied, and no entry says by whom"):
        check(database_urls, 30)


def test_an_erasure_is_written_down_and_then_verifies(
    house: World, database_urls: DatabaseUrls
) -> None:
    tenant_id = house.musterstadt.id
    entry = number(
        database_urls, "select id from audit_entry where action = 'device.changed'"
    )
    with psycopg.connect(database_urls.eraser) as eraser:
        erase_values(
            eraser,
            [entry],
            tenant_id=tenant_id,
            reason="Art. 17",
            by=Actor(name="Otto Berger"),
            at=NOON,
        )
    seal_all()

    check(database_urls, 0)
    emptied = "select count(*) from audit_entry where details = '{}' and id = "
    assert number(database_urls, f"{emptied}{entry}") == 1
