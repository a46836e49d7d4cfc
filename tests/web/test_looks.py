"""Looking at what tells of people is noted, whatever a browser says of its requests."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.web.conftest import Browser
from tests.web.test_audit import address, entries
from tests.world import NOON, World


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Progres-Background", "1"),
        ("HX-Request", "true"),
        ("Sec-Fetch-Dest", "empty"),
        ("Accept", "text/event-stream"),
    ],
)
def test_looking_is_an_entry_whatever_a_browser_says_and_going_on_is_none(
    world: World, browser: Browser, header: str, value: str
) -> None:
    olga, url = browser(world.olga), address("audit", world)

    olga.head(url)
    for _ in range(3):  # the first has no look with which it could go on
        olga.get(url, headers={header: value})
    assert len(entries(world.olga.scope, "audit_log.viewed")) == 1

    olga.get(url)
    olga.get(url, headers={header: value})
    noted = entries(world.olga.scope, "audit_log.viewed")
    assert [(entry.actor, entry.target) for entry in noted] == [
        ("Olga Keller", "Stadtwerke Musterstadt")
    ] * 2


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("user_list", "users.viewed"),
        ("grant_list", "users.viewed"),
        ("api_key_list", "api_keys.viewed"),
        ("access_review", "access_review.viewed"),
    ],
)
def test_who_begins_a_list_of_people_on_its_second_page_has_looked_at_it(
    world: World, browser: Browser, page: str, action: str
) -> None:
    olga, url = browser(world.olga), address(page, world)

    for number in (2, 3):
        assert olga.get(f"{url}?page={number}").status_code == 200

    assert len(entries(world.olga.scope, action)) == 1


def test_a_look_goes_on_for_an_hour(world: World, browser: Browser) -> None:
    olga, url = browser(world.olga), address("audit", world)

    for minutes in (0, 50, 61):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            olga.force_login(world.olga.user)
            olga.get(url, headers={"X-Progres-Background": "1"})

    noted = entries(world.olga.scope, "audit_log.viewed")
    assert [entry.at - NOON for entry in noted] == [
        timedelta(minutes=61),
        timedelta(0),
    ]


def test_a_form_that_is_sent_empty_shows_nobody_unnoted(
    world: World, browser: Browser
) -> None:
    ids = [world.musterstadt.id, world.rita.user.id]

    page = browser(world.olga).post(reverse("web:user", args=ids), {"language": ""})

    assert "rita@example.org" in page.text
    (entry,) = entries(world.olga.scope, "user.viewed")
    assert entry.target == "Rita Sommer"


@pytest.mark.parametrize("page", ["device", "device_data", "device_radio"])
def test_values_of_a_device_are_noted_once_a_visit(
    world: World, browser: Browser, page: str
) -> None:
    rita, ids = browser(world.rita), [world.musterstadt.id, world.device.id]

    for name in (page, "device_data", "device_radio"):
        rita.get(reverse(f"web:{name}", args=ids))

    (entry,) = entries(world.olga.scope, "device.viewed")
    assert (entry.actor, entry.target) == ("Rita Sommer", "Raumfühler 1")
