"""Requests of persons on the pages of staff: entered, found, and whose data they are."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.privacy.requests import local_day
from tests.metering.setting import make_point
from tests.privacy.request_setting import (
    enter,
    identified,
    move_in,
)
from tests.web.conftest import Browser
from tests.web.requesting import LATER, letter, mails, page, requests
from tests.world import NOON, World, make_asset


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def test_a_letter_is_entered_and_its_receipt_confirmed(
    world: World, olga: Client
) -> None:
    answer = olga.post(page(world, "request_new"), letter(world), follow=True)

    (asked,) = requests(world)
    assert (asked.state, asked.due_on.isoformat()) == ("received", "2026-03-27")
    assert asked.terms == ["Sandmann-Vogt", "4711"]
    assert "26 days left" in answer.text
    (mail,) = mails(world)
    assert mail.recipient == "klara@example.org"
    assert mail.subject == f"Wir haben Ihren Antrag {asked.id} erhalten"
    assert "27.03.2026" in mail.text
    assert "Was wissen Sie" not in mail.text + mail.html
    with scoped(world.everything):
        entry = AuditEntry.objects.get(action="person_request.received")
    assert entry.target_id == str(asked.id)
    assert "Klara" not in str(entry.details) + entry.target


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"received_on": "2026-03-02"}, "still to come"),
        ({"received_on": "2025-02-01"}, "more than a year ago"),
        ({"name": "", "email": ""}, "needs the name or the address"),
        ({"kind": "restriction"}, "at least one purpose"),
    ],
)
def test_what_cannot_be_is_not_entered(
    world: World, olga: Client, changes: dict[str, object], told: str
) -> None:
    answer = olga.post(page(world, "request_new"), letter(world, **changes))

    assert told in unescape(answer.text)
    assert "Klara" in answer.text or "name" in changes
    assert requests(world) == []
    assert mails(world) == []


def test_a_request_goes_to_the_queue_of_the_customer_who_decides(
    world: World, browser: Browser
) -> None:
    otto, olga = browser(world.otto), browser(world.olga)
    form = reverse("web:request_new", args=[world.operator.id])
    otto.post(form, letter(world, tenant=world.operator.id))
    (asked,) = requests(world)
    assert olga.get(page(world, "request", asked.id)).status_code == 404

    otto.post(
        reverse("web:request_hand_over", args=[world.operator.id, asked.id]),
        {"tenant": world.musterstadt.id},
    )

    assert requests(world)[0].tenant == world.musterstadt
    shown = olga.get(page(world, "request", asked.id))
    assert "put “access" in shown.text
    with scoped(world.everything):
        entries = AuditEntry.objects.filter(target_type="person_request")
        told = {e.action: e.tenant_id for e in entries}
    assert told["person_request.handed_over"] == world.operator.id
    assert told["person_request.taken_over"] == world.musterstadt.id


def test_readings_are_those_of_the_persons_own_time(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        asset = make_asset(world)
        point = make_point(world)
        point.asset = asset
        point.save(update_fields=["asset"])
        asked = enter(world)
    before = move_in(
        world,
        point,
        since=NOON - timedelta(days=300),
        until=NOON - timedelta(days=100),
        name="Anton Vorher",
    )
    hers = move_in(world, point, since=NOON - timedelta(days=100))
    chosen = page(world, "request_spans", asked.id)

    shown = olga.get(chosen)  # her name is looked for by itself
    assert "Klara Sandmann" in shown.text
    assert "Anton Vorher" not in shown.text
    assert "Anton Vorher" in olga.get(f"{chosen}?q=musterstadt").text
    olga.post(page(world, "request_span_of", asked.id, hers.id))
    theirs = {"point": point.id, "since": "2025-06-01T00:00", "until": ""}
    refused = olga.post(chosen, theirs)

    assert "Somebody is entered at" in refused.text
    with scoped(world.olga.scope):
        (span,) = requests(world)[0].requestspan_set.all()
    assert (span.since, span.until) == (hers.since, None)
    assert span.occupancy_id != before.id
    olga.post(page(world, "request_span_out", asked.id, span.id))
    with scoped(world.olga.scope):
        assert not requests(world)[0].requestspan_set.exists()


def test_a_period_of_nobody_is_added_and_what_was_prepared_is_prepared_anew(
    world: World, olga: Client
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
        asked = identified(world)

    olga.post(
        page(world, "request_spans", asked.id),
        {"point": point.id, "since": "2025-06-01T00:00", "until": "2025-07-01T00:00"},
    )

    (asked,) = requests(world)
    assert asked.preview is None
    with scoped(world.olga.scope):
        assert asked.requestspan_set.get().measuring_point == point


def test_readings_of_a_neighbour_are_out_of_reach(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
    with scoped(world.everything):
        asked = enter(world, tenant=world.nord)

    nora = browser(world.nora)
    said = {"point": point.id, "since": "2025-06-01T00:00"}
    answer = nora.post(
        reverse("web:request_spans", args=[world.nord.id, asked.id]), said
    )

    assert answer.status_code == 200
    with scoped(world.everything):
        assert not requests(world)[0].requestspan_set.exists()


def test_the_queue_shows_what_is_due_first_and_is_searched(
    world: World, olga: Client
) -> None:
    with scoped(world.olga.scope):
        early = local_day(world.musterstadt, NOON) - timedelta(days=40)
        enter(world, name="Spät Dran", email="", received_on=early)
        enter(world, "erasure")
    queue = page(world, "request_list")

    shown = olga.get(queue).text
    assert shown.index("Spät Dran") < shown.index("Klara Sandmann")
    assert "9 days overdue" in shown
    assert 'data-count="2"' in shown
    assert "Spät" not in olga.get(f"{queue}?q=klara@").text
    assert "Klara" not in olga.get(f"{queue}?kind=access").text
    number = requests(world)[1].id
    assert "Klara" in olga.get(f"{queue}?q=%23{number}").text
    assert "No request matches" in olga.get(f"{queue}?state=closed").text


def test_a_person_is_found_wherever_one_can_stand(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
    occupancy = move_in(world, point, since=NOON)
    search = page(world, "person_search")

    found = olga.get(f"{search}?q=Sandmann").text
    link = f"{page(world, 'request_new')}?occupancy={occupancy.id}"
    assert link in found
    assert "Rita Sommer" in olga.get(f"{search}?q=rita@example").text
    assert "Nora" not in olga.get(f"{search}?q=nora").text
    assert "Nobody was found" in olga.get(f"{search}?q=%23%23").text
    filled = olga.get(link).text
    assert 'value="Klara Sandmann"' in filled
    olga.post(link, letter(world))
    with scoped(world.olga.scope):
        assert requests(world)[0].requestspan_set.get().occupancy == occupancy
