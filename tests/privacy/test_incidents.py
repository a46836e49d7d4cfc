"""The register of breaches, from its pages and the worker's reminders."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.outbox.models import Mail
from progres.outbox.queries import search_mails
from progres.privacy.incident_mails import remind_of_incidents
from progres.privacy.incident_queries import get_incident, search_incidents
from progres.privacy.models import Incident
from progres.tenants.models import Tenant
from tests.metering.setting import make_point
from tests.web.conftest import Browser, browser
from tests.web.parts import body_of
from tests.world import NOON, World

__all__ = ["browser"]  # the fixture

NOTICED = NOON - timedelta(hours=10)
SAID = {
    "role": "controller",
    "title": "Notebook lost",
    "kinds": ["ACCOUNT", "READING"],
    "what": "A notebook was left in a train.",
    "consequences": "Names may be read.",
    "measures": "Keys were changed.",
}


@pytest.fixture(autouse=True)
def at_noon() -> object:
    """The clocks stand at noon; breaches are noticed before."""
    with time_machine.travel(NOON, tick=False):
        yield


def local(at: datetime) -> str:
    """A time as a browser sends it, on the clocks of Berlin in winter."""
    return f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M}"


def address(tenant: Tenant, view: str, **ids: object) -> str:
    return reverse(f"web:{view}", kwargs={"tenant_id": tenant.id, **ids})


def note(client: Client, tenant: Tenant, **changes: object) -> str:
    """Send the form of a new breach; return the page that answers."""
    body = {**SAID, "concerned": [tenant.id], "noticed_at": local(NOTICED), **changes}
    return client.post(address(tenant, "incident_new"), body, follow=True).text


def newest(world: World, tenant: Tenant) -> Incident:
    with scoped(world.otto.scope):
        found = search_incidents(world.otto.scope).filter(tenant=tenant).first()
    assert found is not None
    return found


def test_the_clock_of_own_data_runs_from_when_it_was_noticed(
    world: World, browser: Browser
) -> None:
    olga, home = browser(world.olga), world.musterstadt
    assert "62 hours left" in note(olga, home)
    page = address(home, "incidents")

    with time_machine.travel(NOTICED + timedelta(hours=71, minutes=30), tick=False):
        assert "0 hours left" in browser(world.olga).get(page).text
    with time_machine.travel(NOTICED + timedelta(hours=72), tick=False):
        assert "overdue" in browser(world.olga).get(page).text

    url = address(home, "incident_edit", incident_id=newest(world, home).id)
    body = {**SAID, "concerned": [home.id], "noticed_at": local(NOTICED)}
    olga.post(url, {**body, "authority_at": local(NOON)})
    with time_machine.travel(NOTICED + timedelta(hours=80), tick=False):
        assert "overdue" not in browser(world.olga).get(page).text


def test_an_incident_is_closed_once_all_is_said(world: World, browser: Browser) -> None:
    olga, home = browser(world.olga), world.musterstadt
    note(olga, home)
    ids = {"incident_id": newest(world, home).id}
    close, edit = (
        address(home, "incident_close", **ids),
        address(home, "incident_edit", **ids),
    )
    body = {**SAID, "concerned": [home.id], "noticed_at": local(NOTICED)}
    for more, missing in (
        ({}, "when the risk for the persons was assessed"),
        ({"assessed_at": local(NOON)}, "when the authority was notified"),
        ({"authority_reason": "No risk."}, "when the persons were told"),
    ):
        body |= more
        olga.post(edit, body)
        assert missing in olga.post(close, follow=True).text
    olga.post(edit, body | {"persons_reason": "No high risk."})

    assert "The incident is closed." in olga.post(close, follow=True).text

    assert "This incident is closed" in olga.post(edit, body).text
    with scoped(world.olga.scope):
        actions = AuditEntry.objects.filter(target_type="incident").order_by("id")
        said = list(actions.values_list("action", flat=True))
    assert said == ["incident.noted", *["incident.changed"] * 3, "incident.closed"]


def test_what_cannot_have_happened_is_refused(world: World, browser: Browser) -> None:
    olga, home = browser(world.olga), world.musterstadt
    late = local(NOON + timedelta(hours=1))
    assert "lies in the future" in note(olga, home, noticed_at=late)
    began, ended = local(NOTICED), local(NOTICED - timedelta(hours=1))
    assert "lies before the beginning" in note(
        olga, home, began_at=began, ended_at=ended
    )
    assert "Select a valid choice" in note(olga, home, concerned=[world.nord.id])
    with scoped(world.olga.scope):
        assert not search_incidents(world.olga.scope).exists()


def mails_to(world: World, tenant: Tenant) -> list[Mail]:
    with scoped(world.otto.scope):
        return list(search_mails(world.otto.scope).filter(tenant_id=tenant.id))


def test_a_processor_tells_its_customers_at_once_and_each_once(
    world: World, browser: Browser
) -> None:
    otto, root, home = browser(world.otto), world.operator, world.musterstadt
    details = address(home, "privacy_details")
    browser(world.olga).post(details, {"contact": "datenschutz@example.org"})

    page = note(otto, root, role="processor", concerned=[home.id])

    assert "left" not in page.partition("card-title")[2].partition("</div>")[0]
    told = mails_to(world, home)
    assert {mail.recipient for mail in told} == {
        "olga@example.org",
        "datenschutz@example.org",
    }
    assert "A notebook was left in a train." in told[0].text
    with scoped(world.olga.scope):
        entries = AuditEntry.objects.filter(action="incident.customer_told")
        assert [one.tenant_id for one in entries] == [home.id]
    incident = newest(world, root)
    assert incident.customers_at == NOON

    edit = address(root, "incident_edit", incident_id=incident.id)
    body = {**SAID, "role": "processor", "noticed_at": local(NOTICED)}
    otto.post(edit, {**body, "concerned": [home.id, world.nord.id]})
    assert len(mails_to(world, home)) == 2
    assert "nora@example.org" in {one.recipient for one in mails_to(world, world.nord)}


def test_people_are_reminded_at_24_and_at_6_hours_and_not_again(
    world: World, browser: Browser
) -> None:
    home = world.musterstadt
    note(browser(world.olga), home)
    before = len(mails_to(world, home))
    sent = []
    for hours in (47, 48, 49, 66, 67, 80):
        at = NOTICED + timedelta(hours=hours)
        sent.append(remind_of_incidents(at=at))

    assert sent == [0, 1, 0, 1, 0, 0]
    mails = mails_to(world, home)
    assert len(mails) == before + 2
    assert {mail.recipient for mail in mails} == {"olga@example.org"}
    link = f"/i/{home.id}/privacy/incidents/{newest(world, home).id}/"
    assert all(link in mail.text for mail in mails)


def test_nobody_is_reminded_of_what_was_settled(world: World, browser: Browser) -> None:
    note(browser(world.olga), world.musterstadt, authority_reason="No risk.")
    note(browser(world.otto), world.operator, role="processor")

    assert remind_of_incidents(at=NOTICED + timedelta(hours=70)) == 0


def test_persons_follow_from_instances_and_kinds_of_data(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        make_point(world)
    olga, home = browser(world.olga), world.musterstadt
    note(olga, home, concerned=[home.id, world.bad.id], kinds=["READING"])
    ids = {"incident_id": newest(world, home).id}

    page = olga.get(address(home, "incident_persons", **ids)).text
    assert "Raumfühler 1" in page
    assert ">olga@example.org</td>" not in page

    edit = address(home, "incident_edit", **ids)
    body = {**SAID, "concerned": [home.id], "noticed_at": local(NOTICED)}
    olga.post(edit, {**body, "kinds": ["ACCOUNT"]})
    page = olga.get(address(home, "incident_persons", **ids)).text
    assert ">olga@example.org</td>" in page
    assert "Raumfühler 1" not in page
    assert "nora@example.org" not in page
    answer = olga.get(address(home, "incident_persons_export", **ids))
    assert "olga@example.org" in body_of(answer).decode()
    with scoped(world.olga.scope):
        (entry,) = AuditEntry.objects.filter(action="incident.persons_exported")
    assert entry.details["rows"] == page.count("<tr>") - 1


def test_each_person_gets_a_letter_in_german_or_english(
    world: World, browser: Browser
) -> None:
    olga, home = browser(world.olga), world.musterstadt
    olga.post(address(home, "privacy_details"), {"officer": "Dora Muster"})
    note(olga, home)
    with scoped(world.olga.scope):
        incident = get_incident(world.olga.scope, newest(world, home).id)
    ids = {"incident_id": incident.id, "person": f"account-{world.olga.user.id}"}
    url = address(home, "incident_letter", **ids)

    english = olga.get(f"{url}?as=txt&language=en").content.decode()
    assert "Olga" in english
    assert "\n\nLikely consequences\n\nNames may be read." in english
    assert "Dora Muster" in english
    german = olga.get(f"{url}?as=txt&language=de").content.decode()
    assert "\n\nWahrscheinliche Folgen\n" in german
    assert "Namen, Adressen und Rollen von Konten" in german
    assert olga.get(url).content.startswith(b"%PDF-")
    ids["person"] = f"account-{world.nora.user.id}"
    assert olga.get(address(home, "incident_letter", **ids)).status_code == 404
