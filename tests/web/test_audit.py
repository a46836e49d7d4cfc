"""Reading the audit log on its pages."""

import csv
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.test import Client
from django.urls import reverse

from progres.accounts.membership import Membership
from progres.accounts.sign_ins import note_failed_sign_in
from progres.accounts.user_actions import change_user
from progres.audit.actions import record
from progres.audit.queries import Event, Question, find_events
from progres.audit.rules import Actor, Target
from progres.database.scope import Scope, scoped
from progres.devices.actions import change_device
from progres.devices.checks import said_of_device
from tests.web.conftest import Browser
from tests.world import NOON, World, keep

REASON = "Complaint of 3 March, file 12/2026"


def address(name: str, world: World) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id])


def entries(scope: Scope, *actions: str) -> Sequence[Event]:
    question = Question(tenant_ids=scope.tenant_ids, actions=actions)
    with scoped(scope):
        return find_events(scope, question, limit=100)


def sentences(client: Client, url: str, **query: str) -> list[str]:
    response = client.get(url, query)
    assert response.status_code == 200
    return [told.sentence for told, _ in response.context["rows"]]


def rename(world: World, name: str) -> None:
    fields = replace(said_of_device(world.device), name=name)
    with scoped(world.olga.scope):
        change_device(world.device.id, fields, by=world.olga, at=NOON)


def note(by: Membership, action: str, *, at: Any = NOON, **details: object) -> None:
    with scoped(by.scope):
        record(
            action,
            tenant_id=by.tenant.id,
            target=Target("device", "1", str(details.get("thing", "Thing"))),
            by=by.actor,
            at=at,
        )


@pytest.fixture
def renamed(world: World) -> World:
    rename(world, "Fühler am Becken")
    return world


def test_the_log_says_who_changed_what_from_what_to_what(
    renamed: World, browser: Browser
) -> None:
    said = sentences(browser(renamed.olga), address("audit", renamed))

    assert (
        "Olga Keller changed the name of “Fühler am Becken” from Raumfühler 1 to "
        "Fühler am Becken." in said
    )


def test_a_stranger_reads_a_log_of_his_own_alone(
    renamed: World, browser: Browser
) -> None:
    url = reverse("web:audit", args=[renamed.nord.id])

    said = sentences(browser(renamed.nora), url)

    assert said
    assert not [sentence for sentence in said if "Fühler" in sentence]


def test_filters_by_what_where_thing_and_when(renamed: World, browser: Browser) -> None:
    olga, url = browser(renamed.olga), address("audit", renamed)

    assert len(sentences(olga, url, thing=f"device:{renamed.device.id}")) == 2
    connections = sentences(olga, url, what="connections")
    assert connections == ["Olga Keller made the connection “ChirpStack Rathaus”."]
    below = sentences(olga, url, place=str(renamed.bad.id))
    assert below
    assert not [said for said in below if "ChirpStack" in said]
    assert sentences(olga, url, place=str(renamed.nord.id)) == []
    assert sentences(olga, url, place=str(renamed.operator.id)) == []
    assert sentences(olga, url, to="2026-02-28") == []
    assert len(sentences(olga, url, to="2026-03-01", what="devices")) == 3
    assert sentences(olga, url, **{"from": "2026-03-02", "what": "devices"}) == []


def test_whoever_may_not_search_by_person_does_not_follow_one_as_a_thing(
    world: World, browser: Browser
) -> None:
    rita, url = world.rita, address("audit", world)
    browser(rita).post(reverse("account_logout"))
    note_failed_sign_in(rita.user.email, by=Actor(name=""), at=NOON)
    with scoped(world.olga.scope):
        change_user(rita.user.id, {"phone": "0301"}, by=world.olga, at=NOON)
    about_rita = f"user:{rita.user.id}"

    said = sentences(browser(world.olga), url, thing=about_rita)

    assert len(entries(world.olga.scope, "session.ended", "sign_in.failed")) == 2
    assert [s.split(" ")[:2] for s in said] == [["Olga", "Keller"]]


@pytest.mark.parametrize(
    "query",
    [
        "what=nothing",
        "place=x&thing=x",
        "from=yesterday&to=9999-12-31",
        "before=x&person=x",
        "thing=a:" + "1" * 99,
        "place=99999999999",
    ],
)
def test_what_cannot_be_understood_is_left_out(
    world: World, browser: Browser, query: str
) -> None:
    response = browser(world.olga).get(f"{address('audit', world)}?{query}")

    assert response.status_code == 200


def test_older_entries_follow_page_by_page(world: World, browser: Browser) -> None:
    for minute in range(70):
        at = NOON + timedelta(minutes=minute)
        note(world.olga, "device.changed", at=at, thing=f"Thing {minute}")
    olga, url = browser(world.olga), address("audit", world) + "?what=devices"

    first = olga.get(url)
    second = olga.get(address("audit", world) + first.context["older"])

    assert len(first.context["rows"]) == 50
    assert [told.event.target for told, _ in second.context["rows"]][:2] == [
        "Thing 19",
        "Thing 18",
    ]
    assert second.context["older"] == ""


def test_a_person_is_looked_up_for_a_reason_that_is_kept(
    renamed: World, browser: Browser
) -> None:
    otto, url = browser(renamed.otto), address("audit_person", renamed)

    without = otto.post(url, {"email": "olga@example.org", "reason": "because"})
    unknown = otto.post(url, {"email": "nora@example.org", "reason": REASON})
    found = otto.post(url, {"email": "Olga@example.org", "reason": REASON}, follow=True)

    assert without.context["form"].errors.keys() == {"reason"}
    assert unknown.context["form"].errors.keys() == {"email"}
    actors = {told.event.actor for told, _ in found.context["rows"]}
    assert actors == {"Olga Keller"}
    (entry,) = entries(renamed.otto.scope, "audit_log.person_searched")
    assert (entry.target, entry.details) == ("Olga Keller", {"reason": REASON})


def test_the_filter_by_person_is_open_for_an_hour_and_to_one_person(
    renamed: World, browser: Browser
) -> None:
    otto = browser(renamed.otto)
    with time_machine.travel(NOON, tick=False) as clock:
        answer = otto.post(
            address("audit_person", renamed),
            {"email": "olga@example.org", "reason": REASON},
        )
        url = address("audit", renamed) + answer.headers["Location"].removeprefix("../")
        assert otto.get(url).context["filters"].user_id == renamed.olga.user.id
        assert browser(renamed.olga).get(url).context["filters"].user_id is None
        clock.shift(timedelta(minutes=61))
        otto.force_login(renamed.otto.user)
        assert otto.get(url).context["filters"].user_id is None


def exported(client: Client, url: str) -> list[list[str]]:
    response: Any = client.get(url)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"

    async def read(parts: AsyncIterator[bytes]) -> bytes:
        return b"".join([part async for part in parts])

    text = async_to_sync(read)(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    separator = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.reader(StringIO(text[1:]), delimiter=separator))


def test_the_export_holds_what_the_filters_find_and_is_an_entry(
    renamed: World, browser: Browser
) -> None:
    url = f"{address('audit_export', renamed)}?thing=device:{renamed.device.id}"

    head, changed, created = exported(browser(renamed.olga), url)

    assert head[:2] == ["Time", "Person"]
    assert changed[0] == "2026-03-01T13:00:00+0100"
    assert changed[1] == "Olga Keller"
    assert "from Raumfühler 1 to Fühler am Becken" in changed[10]
    assert created[7] == "device.created"
    (entry,) = entries(renamed.olga.scope, "audit_log.exported")
    assert entry.details == {"filters": {"thing": f"device:{renamed.device.id}"}}


def test_a_german_export_opens_in_a_german_spreadsheet(
    renamed: World, browser: Browser
) -> None:
    client = browser(renamed.olga)
    renamed.olga.user.language = "de"
    keep(renamed.olga.user)

    head, *rows = exported(client, address("audit_export", renamed) + "?what=devices")

    assert head[:2] == ["Zeit", "Person"]
    assert rows[0][0] == "01.03.2026 13:00:00"
    assert "hat bei „Fühler am Becken“ den Namen" in rows[0][10]


@pytest.mark.parametrize("name", ["=1+1", "+49 30", "-1", "@SUM(A1)"])
def test_a_name_is_no_formula_in_a_spreadsheet(
    world: World, browser: Browser, name: str
) -> None:
    rename(world, name)

    rows = exported(browser(world.olga), address("audit_export", world))

    cells = [cell for row in rows for cell in row]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_long_export_comes_in_parts_and_lacks_nothing(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in range(30):
        note(world.olga, "device.changed", at=NOON + timedelta(minutes=minute))
    monkeypatch.setattr("progres.web.audit_export.AT_ONCE", 7)

    rows = exported(browser(world.olga), address("audit_export", world))

    times = [row[0] for row in rows[1:]]
    assert len([row for row in rows if row[7] == "device.changed"]) == 30
    assert times == sorted(times, reverse=True)
