"""What changed and what was consumed, below the overview."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from progres.database.scope import scoped
from tests.metering.setting import (
    FIRST,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.readings.setting import store
from tests.web.conftest import Browser, hear, make_rule, raise_alarm
from tests.world import World

HOUR = timedelta(hours=1)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    with scoped(world.everything):
        yield world


def day(world: World) -> str:
    return reverse("web:day", kwargs={"tenant_id": world.musterstadt.id})


def meter_of_today(world: World, now: datetime) -> None:
    """A water meter that counted since midnight, and as much by this time yesterday."""
    zone = ZoneInfo(world.musterstadt.time_zone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0)
    device = make_reader(world, make_counter_type(world), "a")
    put_in(world, make_point(world), replace(FIRST, key="volume"), device=device)
    with connection.cursor() as cursor:
        days = now.date() - timedelta(days=4), now.date() + timedelta(days=1)
        cursor.execute("select make_partitions(%s, %s)", days)
    for at, value in (
        (midnight - timedelta(days=1, minutes=1), 1000.0),
        (now - timedelta(days=1), 1010.0),
        (midnight - timedelta(minutes=1), 1010.0),
        (now, 1015.0),
    ):
        store(world, at, {"volume": value}, device_id=device.id)


def test_nothing_has_changed_in_a_quiet_house(house: World, browser: Browser) -> None:
    page = browser(house.rita).get(day(house)).text

    assert "Nothing changed." in page
    assert "Consumption today" not in page


def test_what_happened_within_a_day_is_counted(house: World, browser: Browser) -> None:
    now = timezone.now()
    alarm = raise_alarm(house, make_rule(house))
    alarm.raised_at = now - HOUR
    alarm.save()
    hear(house, {"temperature": 20}, now - 10 * HOUR)  # silent after 75 minutes

    page = browser(house.rita).get(day(house))

    changes = page.context["changes"]
    assert (changes.alarms_raised, changes.alarms_open) == (1, 1)
    assert (changes.devices_silent, changes.devices_new) == (0, 0)  # it is in alarm
    assert "alarm raised, 1 still open" in page.text
    assert browser(house.nora).get(day(house)).status_code == 404


def test_a_device_that_fell_silent_today_is_told_and_an_older_one_is_not(
    house: World, browser: Browser
) -> None:
    now = timezone.now()

    hear(house, {"temperature": 20}, now - 10 * HOUR)
    fresh = browser(house.rita).get(day(house)).context["changes"]
    hear(house, {"temperature": 20}, now - 30 * HOUR)
    old = browser(house.rita).get(day(house)).context["changes"]

    assert (fresh.devices_silent, old.devices_silent) == (1, 0)


def test_consumption_of_today_stands_beside_yesterday(
    house: World, browser: Browser
) -> None:
    meter_of_today(house, timezone.now())

    page = browser(house.rita).get(day(house))

    (water,) = page.context["consumption"]
    assert (water.yesterday, water.today) == (10, 5)
    assert "−50\N{NO-BREAK SPACE}%" in page.text
    assert "m³" in page.text
