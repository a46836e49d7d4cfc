"""Pages of retention: what goes when, choosing periods, legal holds."""

from datetime import timedelta

import psycopg
from django.urls import reverse
from django.utils import timezone

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.privacy.kinds import Kind
from progres.privacy.models import LegalHold
from progres.privacy.policies import periods_in
from progres.tenants.models import Tenant
from tests.privacy.setting import everything
from tests.web.conftest import Browser
from tests.world import DEV_EUI, World


def address(tenant: Tenant, name: str, **ids: object) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": tenant.id, **ids})


def days_in(world: World, tenant: Tenant, kind: Kind) -> int:
    with everything(world):
        return periods_in(world.everything).days(kind, tenant.id)


def count(urls: DatabaseUrls, tenant: Tenant, days_ago: int, rows: int) -> None:
    """Let so many values be counted of a day."""
    day = timezone.now().date() - timedelta(days=days_ago)
    with psycopg.connect(urls.owner) as owner:
        owner.execute(
            "insert into stored_day (tenant_id, place, kind, day, rows, bytes)"
            " values (%s, 'reading', 'other_readings', %s, %s, %s)",
            [tenant.id, day, rows, rows * 150],
        )


def test_the_page_foretells_what_goes_when(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    for days_ago, rows in ((725, 1000), (705, 2000), (400, 4000), (10, 8000)):
        count(database_urls, world.musterstadt, days_ago, rows)

    olga = browser(world.olga)
    page = olga.get(address(world.musterstadt, "retention")).text

    for words in ("1,000", "3,000", "7,000", "730 days", "the default"):
        assert words in page, words
    assert "15,000" not in page
    north = browser(world.nora).get(address(world.nord, "retention")).text
    assert "3,000" not in north


def test_a_period_is_chosen_within_the_bounds_and_followed_below(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    edit = address(world.musterstadt, "retention_period", data_kind="mails")

    refused = olga.post(edit, {"days": "366"}).text
    assert "kept for 1 to 365 days" in refused
    assert olga.post(edit, {"days": "14"}).status_code == 302

    assert days_in(world, world.musterstadt, Kind.MAILS) == 14
    assert days_in(world, world.bad, Kind.MAILS) == 14
    assert days_in(world, world.nord, Kind.MAILS) == 30
    page = olga.get(address(world.bad, "retention")).text
    assert "chosen above" in page
    with scoped(world.everything):
        entries = AuditEntry.objects.of(world.everything)
        changed = entries.get(action="retention_policy.changed")
    assert changed.details["kept_days"] == [None, 14]
    log = olga.get(address(world.musterstadt, "audit")).text
    assert "changed how long “Stadtwerke Musterstadt” keeps data" in log
    assert olga.post(edit, {"days": ""}).status_code == 302
    assert days_in(world, world.bad, Kind.MAILS) == 30


def test_the_operator_sets_bounds_for_all(world: World, browser: Browser) -> None:
    otto = browser(world.otto)
    edit = address(world.operator, "retention_period", data_kind="mails")
    olgas = address(world.musterstadt, "retention_period", data_kind="mails")
    browser(world.olga).post(olgas, {"days": "100"})

    assert "or none of them" in otto.post(edit, {"days": "20"}).text
    wrong = {"least_days": "10", "days": "5", "most_days": "60"}
    assert "the default between both" in otto.post(edit, wrong).text
    said = {"least_days": "10", "days": "20", "most_days": "60"}
    assert otto.post(edit, said).status_code == 302

    assert days_in(world, world.nord, Kind.MAILS) == 20
    assert days_in(world, world.musterstadt, Kind.MAILS) == 60
    refused = browser(world.olga).post(olgas, {"days": "61"}).text
    assert "kept for 10 to 60 days" in refused


def test_what_would_go_is_shown_and_must_be_meant(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    count(database_urls, world.musterstadt, 500, 1000)
    count(database_urls, world.bad, 500, 234)
    count(database_urls, world.nord, 500, 4000)
    olga = browser(world.olga)
    edit = address(world.musterstadt, "retention_period", data_kind="other_readings")

    asked = olga.post(edit, {"days": "365"})

    assert "1,234 entries are older" in asked.text
    assert days_in(world, world.musterstadt, Kind.READINGS) == 730
    meant = olga.post(edit, {"days": "365", "is_meant": "on"})
    assert meant.status_code == 302
    assert days_in(world, world.musterstadt, Kind.READINGS) == 365
    with psycopg.connect(database_urls.owner) as owner:
        told = owner.execute(
            "select tenant_id, not_before <= now() from retention_notice"
        ).fetchall()
    assert told == [(world.musterstadt.id, True)]  # Hallenbad is told by mail


def test_who_may_only_look_changes_nothing(world: World, browser: Browser) -> None:
    rita = browser(world.rita)
    assert rita.get(address(world.musterstadt, "retention")).status_code == 403
    edit = address(world.musterstadt, "retention_period", data_kind="mails")
    assert rita.post(edit, {"days": "1"}).status_code == 403
    wrong = address(world.musterstadt, "retention_period", data_kind="access_log")
    assert browser(world.olga).get(wrong).status_code == 404


def test_a_failed_run_is_shown(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    page = address(world.musterstadt, "retention")
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute(
            "insert into retention_run (kind, began_at, ended_at, error) values"
            " ('mails', now(), now(), 'OperationalError: away'),"
            " ('alarms', now() - interval '7 hours', null, '')"
        )
    shown = browser(world.olga).get(page).text
    assert "The last run for “Mails” failed" in shown
    assert "The last run for “Alarms that are over” failed" in shown
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute(
            "insert into retention_run (kind, began_at, ended_at) values"
            " ('mails', now(), now()), ('alarms', now(), null)"
        )
    assert "failed" not in browser(world.olga).get(page).text


def test_a_device_is_held_prolonged_and_let_go(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    soon = (timezone.now().date() + timedelta(days=30)).isoformat()
    later = (timezone.now().date() + timedelta(days=60)).isoformat()
    new = address(world.bad, "hold_new")
    said = {"covers": "device", "thing": DEV_EUI.upper(), "reason": "7 O 1/26"}

    unknown = {**said, "thing": "70B3D57ED00612AB", "until": soon}
    assert "no such thing in this instance" in olga.post(new, unknown).text
    assert "Choose a day" in olga.post(new, {**said, "until": "2040-01-01"}).text
    made = olga.post(new, {**said, "until": soon}, follow=True).text
    assert "Raumfühler 1" in made
    assert "In force" in made
    with everything(world):
        hold = LegalHold.objects.of(world.everything).get()

    edit = address(world.bad, "hold", hold_id=hold.id)
    assert "Raumfühler 1" in olga.get(edit).text
    assert olga.post(edit, {"until": later}).status_code == 302
    lift = address(world.bad, "hold_lift", hold_id=hold.id)
    assert browser(world.nora).post(lift).status_code == 404
    assert "Lifted on" in olga.post(lift, follow=True).text
    assert "This hold is over" in olga.post(lift, follow=True).text
    actions = ("legal_hold.set", "legal_hold.prolonged", "legal_hold.lifted")
    with everything(world):
        entries = AuditEntry.objects.of(world.everything)
        found = entries.filter(action__startswith="legal_hold").order_by("id")
        assert tuple(e.action for e in found) == actions
