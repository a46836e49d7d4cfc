"""Requests of persons on the pages of staff: from the letter to the proof."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.outbox.models import Mail
from progres.privacy.models import PersonRequest
from progres.privacy.requests import local_day
from tests.metering.setting import make_point
from tests.privacy.request_setting import (
    SEEN,
    carry_out,
    enter,
    identified,
    move_in,
    put_package,
)
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def page(world: World, view: str, *ids: object) -> str:
    return reverse(f"web:{view}", args=[world.musterstadt.id, *ids])


def requests(world: World) -> list[PersonRequest]:
    with transaction.atomic(), scoped(world.everything):
        found = PersonRequest.objects.of(world.everything).select_related("tenant")
        return list(found.order_by("id"))


def mails(world: World) -> list[Mail]:
    with transaction.atomic(), scoped(world.everything):
        return list(Mail.objects.of(world.everything).order_by("id"))


def actions(world: World) -> list[str]:
    with transaction.atomic(), scoped(world.everything):
        entries = AuditEntry.objects.filter(target_type="person_request")
        return [e.action for e in entries.order_by("id") if "viewed" not in e.action]


def letter(world: World, **changes: object) -> dict[str, object]:
    """What Olga types in of a letter."""
    return {
        "kind": "access",
        "name": "Klara Sandmann",
        "email": "klara@example.org",
        "terms": "Sandmann-Vogt\n4711",
        "language": "de",
        "channel": "letter",
        "received_on": "2026-02-27",
        "wish": "Was wissen Sie über mich?",
        "tenant": world.musterstadt.id,
        **changes,
    }


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


def test_who_is_not_proven_stays_and_who_is_goes_on(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        asked = enter(world)
    form = page(world, "request_identity", asked.id)
    said = {"method": "contract-facts", "note": "Zählernummer falsch", "result": "open"}

    olga.post(form, said)
    assert requests(world)[0].state == "received"
    shown = olga.get(page(world, "request", asked.id))
    assert "Zählernummer falsch" in shown.text
    olga.post(form, {**said, "note": "Zählernummer stimmt", "result": "right"})

    assert requests(world)[0].state == "identified"
    assert actions(world)[1:] == [
        "person_request.not_identified",
        "person_request.identified",
    ]
    again = olga.post(form, {**said, "result": "right"})
    assert "to be decided; its person is known" in again.text


def test_an_erasure_is_granted_by_who_saw_what_goes_and_types_its_number(
    world: World, olga: Client
) -> None:
    with scoped(world.olga.scope):
        asked = identified(world, "erasure")
    form = page(world, "request_decide", asked.id)
    shown = olga.get(form).text
    assert "What would be erased" in shown
    assert "occupancy" in shown
    assert f"type the number of the request: {asked.id}" in shown
    granted = {"decision": "granted", "seen": SEEN, "typed": str(asked.id)}

    for wrong in ({"typed": "0"}, {"typed": ""}, {"seen": "2026-01-01"}):
        olga.post(form, {**granted, **wrong})
        assert requests(world)[0].state == "identified"
    olga.post(form, granted)

    (asked,) = requests(world)
    assert (asked.state, asked.decision) == ("granted", "granted")
    assert actions(world)[-2:] == [
        "person_request.granted",
        "person_request.instructed",
    ]
    assert "letzte" not in mails(world)[-1].text
    assert "auch Ihre Adresse gelöscht" in mails(world)[-1].text
    shown = olga.get(page(world, "request", asked.id)).text
    assert "on the instruction of Stadtwerke Musterstadt" in shown


def test_nothing_is_granted_before_it_is_prepared(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        asked = identified(world, "portability", is_prepared=False)

    answer = olga.post(page(world, "request_decide", asked.id), {"decision": "granted"})

    assert "still preparing this request" in answer.text
    assert requests(world)[0].state == "identified"


def test_a_refusal_needs_a_reason_and_tells_how_to_complain(
    world: World, olga: Client
) -> None:
    with scoped(world.olga.scope):
        asked = enter(world, "erasure", language="en")
    form = page(world, "request_decide", asked.id)

    assert "reason is missing" in olga.post(form, {"decision": "refused"}).text
    olga.post(form, {"decision": "refused", "reason": "You could not be identified."})

    (asked,) = requests(world)
    assert (asked.state, asked.decision) == ("refused", "refused")
    told = mails(world)[-1]
    assert told.subject == f"Your request {asked.id} is refused"
    assert "You could not be identified." in told.text
    assert "supervisory authority" in told.text
    assert "Art. 77 and 79" in told.html
    assert "complain" in olga.get(page(world, "request_proof", asked.id)).text
    again = olga.post(form, {"decision": "refused", "reason": "Again"})
    assert "was refused; the person can ask anew" in again.text


def test_an_objection_is_weighed(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        asked = identified(world, "objection", wish="Ich bin krank.")
    form = page(world, "request_decide", asked.id)
    refused = {"decision": "refused", "reason": "Die Abrechnung braucht sie."}

    olga.post(form, refused)
    assert requests(world)[0].state == "identified"
    olga.post(form, {**refused, "weighing": "Vertrag gegen Gesundheit"})

    assert requests(world)[0].weighing == "Vertrag gegen Gesundheit"
    assert "Gesundheit" not in mails(world)[-1].text


def test_the_answer_gets_two_months_more_once_and_in_time(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        asked = enter(world)
    form = page(world, "request_extend", asked.id)

    with time_machine.travel(NOON + timedelta(days=32)):
        late = browser(world.olga).post(form, {"reason": "Viele Zähler"})
    assert "first month ended on 2026-04-01" in late.text
    olga = browser(world.olga)
    olga.post(form, {"reason": "Sehr viele Zähler"})

    (asked,) = requests(world)
    assert asked.due_on.isoformat() == "2026-06-01"
    told = mails(world)[-1]
    assert "01.06.2026" in told.text
    assert "Sehr viele Zähler" in told.text
    again = olga.post(form, {"reason": "Noch mehr"})
    assert "extended before" in again.text


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


def test_what_is_wrong_is_put_right_by_people(world: World, olga: Client) -> None:
    wrong = {"wish": "Mein Name ist falsch", "correction": "Klara Sandmann-Vogt"}
    with scoped(world.olga.scope):
        asked = identified(world, "rectification", is_prepared=False, **wrong)
    olga.post(page(world, "request_decide", asked.id), {"decision": "granted"})
    form = page(world, "request_rectify", asked.id)
    assert "Klara Sandmann-Vogt" in olga.get(form).text

    olga.post(form, {"done_note": "Name geändert", "recipients_told": "Messdienst"})

    (asked,) = requests(world)
    assert (asked.state, asked.done_note) == ("done", "Name geändert")
    assert "person_request.instructed" not in actions(world)
    assert "Messdienst" in olga.get(page(world, "request_proof", asked.id)).text


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


def test_what_failed_is_said_and_tried_again(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        asked = identified(world)
        olga.post(page(world, "request_decide", asked.id), {"decision": "granted"})
        asked.refresh_from_db()
        asked.state, asked.problem = "failed", "There is no room for files."
        asked.save()

    assert (
        "There is no room for files." in olga.get(page(world, "request", asked.id)).text
    )
    olga.post(page(world, "request_again", asked.id))

    assert requests(world)[0].state == "granted"


def test_a_request_is_withdrawn_and_prepared_anew(world: World, olga: Client) -> None:
    with scoped(world.olga.scope):
        asked = identified(world)

    olga.post(page(world, "request_prepare", asked.id))
    assert requests(world)[0].preview is None
    olga.post(page(world, "request_withdraw", asked.id))
    assert requests(world)[0].state == "withdrawn"
    answer = olga.post(page(world, "request_withdraw", asked.id), follow=True)
    assert "was withdrawn" in answer.text


def test_the_answer_is_fetched_and_handed_over_by_staff(
    committed_world: World, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    olga, rita = browser(world.olga), browser(world.rita)
    olga.post(page(world, "request_new"), letter(world))
    (asked,) = requests(world)
    identity = {"method": "known-address", "result": "right"}
    olga.post(page(world, "request_identity", asked.id), identity)
    package = page(world, "request_package", asked.id)
    assert olga.post(package).status_code == 404
    put_package(database_urls, asked)
    with transaction.atomic(), scoped(world.everything):
        asked = PersonRequest.objects.of(world.everything).get()
        asked.preview = {"made_at": SEEN, "tables": [], "mentions": []}
        asked.save()
    olga.post(page(world, "request_decide", asked.id), {"decision": "granted"})
    with transaction.atomic(), scoped(world.everything):
        carry_out(PersonRequest.objects.of(world.everything).get(), at=LATER)

    answer = olga.post(package)
    assert (answer.content, answer["Content-Type"]) == (
        b"PK package",
        "application/zip",
    )
    assert rita.post(package).status_code == 403
    handed = page(world, "request_handed", asked.id)
    wrong = olga.post(handed, {"handed_by": "pigeon"}, follow=True)
    assert "no way to hand an answer over" in unescape(wrong.text)
    olga.post(handed, {"handed_by": "letter"})

    (asked,) = requests(world)
    assert (asked.handed_by, asked.handed_at) == ("letter", LATER)
    assert actions(world)[-2:] == [
        "person_request.package_taken",
        "person_request.package_handed",
    ]
    proof = olga.get(page(world, "request_proof", asked.id)).text
    assert "ab" * 32 in proof
