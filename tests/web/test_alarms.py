"""Pages of alarms."""

from datetime import timedelta

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from progres.alarms.models import Alarm
from progres.alarms.queries import get_alarm
from progres.database.scope import scoped
from tests.web.conftest import Browser, make_rule, raise_alarm
from tests.world import NOON, World


def url(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


def an_alarm(world: World) -> Alarm:
    with scoped(world.olga.scope):
        return raise_alarm(world, make_rule(world))


def end(world: World, alarm: Alarm) -> None:
    with scoped(world.olga.scope):
        alarm.cleared_at = NOON + timedelta(minutes=30)
        alarm.cleared_value = 24.0
        alarm.cleared_reason = "recovered"
        alarm.save()


def reread(world: World, alarm: Alarm) -> Alarm:
    with scoped(world.olga.scope):
        return get_alarm(world.olga.scope, alarm.id)


def test_the_list_says_what_is_wrong_where(world: World, browser: Browser) -> None:
    an_alarm(world)

    page = browser(world.olga).get(url(world, "alarm_list")).content.decode()

    for words in ("Too warm", "Raumfühler 1", "Hallenbad", "26.5", "above 25"):
        assert words in page


def test_only_open_alarms_stand_in_the_list_unless_others_are_asked_for(
    world: World, browser: Browser
) -> None:
    end(world, an_alarm(world))
    client = browser(world.olga)
    address = url(world, "alarm_list")

    assert "No open alarms" in client.get(address).content.decode()
    for state in ("cleared", "all"):
        assert "Too warm" in client.get(address, {"state": state}).content.decode()


def test_the_list_is_narrowed_to_a_severity(world: World, browser: Browser) -> None:
    an_alarm(world)
    client = browser(world.olga)
    address = url(world, "alarm_list")

    critical = client.get(address, {"severity": "critical"}).content.decode()
    nonsense = client.get(address, {"severity": "x", "state": "y", "page": "z"})

    assert "No alarm matches." in critical
    assert "Too warm" in nonsense.content.decode()


def test_an_alarm_is_acknowledged_with_a_note(world: World, browser: Browser) -> None:
    alarm = an_alarm(world)
    address = url(world, "alarm_acknowledge", alarm.id)

    page = browser(world.olga).post(address, {"note": "Window is open"}, follow=True)

    assert "Olga Keller" in page.content.decode()
    assert "Window is open" in page.content.decode()
    assert reread(world, alarm).acknowledged_by == world.olga.user


def test_an_alarm_is_acknowledged_from_the_list_by_one_click(
    world: World, browser: Browser
) -> None:
    alarm = an_alarm(world)
    back = url(world, "alarm_list") + "?state=all"

    response = browser(world.olga).post(
        url(world, "alarm_acknowledge", alarm.id), {"next": back}
    )

    assert (response.status_code, response["Location"]) == (302, back)
    assert reread(world, alarm).acknowledged_at is not None


def test_the_way_back_leads_nowhere_else(world: World, browser: Browser) -> None:
    alarm = an_alarm(world)

    response = browser(world.olga).post(
        url(world, "alarm_acknowledge", alarm.id), {"next": "https://example.com/"}
    )

    assert response["Location"] == url(world, "alarm", alarm.id)


def test_acknowledging_twice_or_too_late_is_told_and_changes_nothing(
    world: World, browser: Browser
) -> None:
    alarm = an_alarm(world)
    client = browser(world.olga)
    address = url(world, "alarm_acknowledge", alarm.id)
    client.post(address, {"note": "first"})

    again = client.post(address, {"note": "second"}, follow=True)
    end(world, reread(world, alarm))
    late = client.post(address, follow=True)

    assert "acknowledged this alarm before" in again.content.decode()
    assert "This alarm is over" in late.content.decode()
    assert reread(world, alarm).note == "first"


def test_an_alarm_that_is_over_says_why(world: World, browser: Browser) -> None:
    alarm = an_alarm(world)
    end(world, alarm)

    page = browser(world.rita).get(url(world, "alarm", alarm.id)).content.decode()

    assert "The value was back within its limits, at 24" in page
    assert "Acknowledge<" not in page


def test_the_list_needs_the_same_few_queries_for_many_alarms(
    world: World,
    browser: Browser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with scoped(world.olga.scope):
        for _ in range(5):
            raise_alarm(world, make_rule(world))
    client = browser(world.olga)

    with django_assert_max_num_queries(26):
        page = client.get(url(world, "alarm_list"))

    assert page.content.decode().count("row-link") == 5


def test_a_long_list_goes_on_on_the_next_page(world: World, browser: Browser) -> None:
    with scoped(world.olga.scope):
        rule = make_rule(world)
        for minutes in range(51):
            alarm = raise_alarm(world, rule)
            end(world, alarm)
            alarm.raised_at = NOON - timedelta(minutes=minutes)
    client = browser(world.olga)
    address = url(world, "alarm_list") + "?state=cleared"

    first = client.get(address).content.decode()
    second = client.get(address + "&page=2").content.decode()

    assert first.count("row-link") == 50
    assert "?state=cleared&amp;page=2" in first
    assert second.count("row-link") == 1
