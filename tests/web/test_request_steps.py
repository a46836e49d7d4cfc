"""Requests of persons on the pages of staff: each step from identity to proof."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.privacy.models import PersonRequest
from tests.privacy.request_setting import (
    SEEN,
    carry_out,
    enter,
    identified,
    put_package,
)
from tests.web.conftest import Browser
from tests.web.requesting import LATER, actions, letter, mails, page, requests
from tests.world import NOON, World


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


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
    received, decided = mails(world)
    assert "auch Ihre Adresse gelöscht" in decided.text
    assert "auch Ihre Adresse gelöscht" not in received.text
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
