"""The register of disclosures to authorities."""

from datetime import date, timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.privacy.disclosures import disclosures_about, search_disclosures
from tests.metering.setting import make_point
from tests.web.conftest import Browser, browser
from tests.world import DEV_EUI, NOON, World

__all__ = ["browser"]  # the fixture

SAID = {
    "receiver": "Polizei Musterstadt",
    "legal_ground": "§ 100j StPO",
    "file_number": "12 Js 34/26",
    "data": "Zählerstände",
    "decided_by": "Olga Muster",
    "disclosed_at": "2026-01-02T12:00",
    "from_day": "2025-12-01",
    "to_day": "2025-12-31",
}


def note(client: Client, world: World, **changes: str) -> str:
    url = reverse("web:disclosure_new", kwargs={"tenant_id": world.musterstadt.id})
    return client.post(url, {**SAID, **changes}, follow=True).text


def test_a_disclosure_is_found_by_whom_it_is_about_once_it_is_no_secret(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
    page = note(
        browser(world.olga),
        world,
        emails="rita@example.org",
        points=point.name,
        dev_euis=DEV_EUI.upper(),
        secret_until="2026-06-30",  # noqa: S106 a day
    )

    assert "Polizei Musterstadt" in page
    assert "1 accounts, 1 measuring points, 1 devices" in page
    scope = world.olga.scope
    with scoped(scope):
        (entry,) = AuditEntry.objects.filter(action="disclosure.noted")
        about = {
            "user_ids": [world.rita.user.id],
            "point_ids": [point.id],
            "device_ids": [world.device.id],
        }
        for name, ids in about.items():
            one = {name: ids}
            assert len(disclosures_about(scope, on=None, **one)) == 1
            assert not disclosures_about(scope, on=date(2026, 6, 30), **one)
            assert len(disclosures_about(scope, on=date(2026, 7, 1), **one)) == 1
        nobody = {name: [ids[0] + 1000] for name, ids in about.items()}
        assert not disclosures_about(scope, on=None, **nobody)
        assert not disclosures_about(scope, on=None)
    assert entry.target == "Polizei Musterstadt"
    with scoped(world.nora.scope):
        assert not search_disclosures(world.nora.scope).exists()


def test_whom_nobody_knows_is_refused(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    assert "There is no account with" in note(olga, world, emails="nora@example.org")
    assert "There is no measuring point" in note(olga, world, points="nothing")
    assert "There is no device" in note(olga, world, dev_euis="70B3D57ED0000000")
    assert "lies before the beginning" in note(olga, world, to_day="2025-11-01")
    with time_machine.travel(NOON - timedelta(days=365 * 3), tick=False):
        assert "lies in the future" in note(olga, world)
    with scoped(world.olga.scope):
        assert not search_disclosures(world.olga.scope).exists()
