"""Pages of alarm rules."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from progres.alarms.models import AlarmRule
from progres.alarms.queries import recipients_of, search_alarms, search_rules
from progres.database.scope import scoped
from progres.web.alarm_words import limit_in_words
from tests.web.conftest import Browser, make_rule, raise_alarm
from tests.world import NOON, World, keep

RULE: dict[str, Any] = {
    "key": "temperature",
    "type": "above",
    "high": "25.5",
    "hold_0": "10",
    "hold_1": "minutes",
    "count": "2",
    "severity": "major",
    "hysteresis": "0.5",
    "emails": "olga@example.org",
    "enabled": "on",
}


def url(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


def new_url(world: World) -> str:
    return url(world, "rule_new") + f"?device={world.device.id}"


def the_rule(world: World) -> AlarmRule:
    with scoped(world.olga.scope):
        return search_rules(world.olga.scope).get()


def a_rule(world: World) -> AlarmRule:
    with scoped(world.olga.scope):
        return make_rule(world)


def test_a_rule_on_a_device_belongs_to_the_devices_instance_and_is_named_by_itself(
    world: World, browser: Browser
) -> None:
    response = browser(world.olga).post(new_url(world), RULE)

    rule = the_rule(world)
    assert response["Location"] == url(world, "rule", rule.id)
    assert (rule.tenant, rule.device) == (world.bad, world.device)
    assert (rule.high, rule.low, rule.count, rule.hysteresis) == (25.5, None, 2, 0.5)
    assert rule.hold.total_seconds() == 600
    assert rule.name == "Temperature above 25.5 °C"


def test_a_rule_on_a_type_holds_for_the_instance_it_was_made_in(
    world: World, browser: Browser
) -> None:
    address = url(world, "rule_new") + f"?device_type={world.device_type.id}"

    browser(world.olga).post(address, RULE)

    rule = the_rule(world)
    assert rule.tenant == world.musterstadt
    assert rule.device_type_id == world.device_type.id


def test_what_is_to_be_watched_is_asked_first(world: World, browser: Browser) -> None:
    client = browser(world.olga)

    page = client.get(url(world, "rule_new"), {"q": "raum"}).content.decode()

    assert f'href="?device={world.device.id}"' in page
    assert "Muster Sensorik Raum 3" in page


def test_a_strangers_device_cannot_be_watched(world: World, browser: Browser) -> None:
    address = reverse("web:rule_new", args=[world.nord.id])

    response = browser(world.nora).post(f"{address}?device={world.device.id}", RULE)

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"high": ""}, "This limit is missing."),
        ({"type": "outside", "low": "30"}, "must be above the lower one"),
        ({"type": "outside", "low": "25", "hysteresis": "1"}, "more than half"),
        ({"hysteresis": "-1"}, "0 or a positive number"),
        ({"key": "nonsense"}, "Select a valid choice"),
        ({"emails": "nobody"}, "“nobody” is not an e-mail address."),
        ({"hold_0": "32", "hold_1": "days"}, "0 minutes to 31 days"),
        ({"emails": "\n".join(f"a{n}@example.org" for n in range(51))}, "at most 50"),
        ({"emails": "\n".join(f"a{n}@example.org" for n in range(11))}, "At most 10"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    world: World, browser: Browser, changes: dict[str, str], words: str
) -> None:
    page = browser(world.olga).post(new_url(world), {**RULE, **changes})

    assert page.status_code == 200
    assert words in page.content.decode()
    with scoped(world.olga.scope):
        assert not search_rules(world.olga.scope).exists()


def test_a_limit_that_the_condition_does_not_have_is_left_out(
    world: World, browser: Browser
) -> None:
    browser(world.olga).post(new_url(world), {**RULE, "type": "below", "low": "5"})

    rule = the_rule(world)
    assert (rule.low, rule.high) == (5, None)


def test_a_german_types_a_comma(world: World, browser: Browser) -> None:
    client = browser(world.olga)
    world.olga.user.language = "de"
    keep(world.olga.user)

    client.post(new_url(world), {**RULE, "high": "25,5", "hysteresis": "0,5"})

    assert the_rule(world).high == 25.5


def test_whoever_has_not_confirmed_is_marked(world: World, browser: Browser) -> None:
    rule = a_rule(world)

    client, address = browser(world.olga), url(world, "rule", rule.id)

    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        page = client.get(address).content.decode()

    assert "guest@example.com" in page
    assert "has not confirmed yet" in page


def test_a_reader_sees_the_rule_and_no_addresses(
    world: World, browser: Browser
) -> None:
    rule = a_rule(world)

    page = browser(world.rita).get(url(world, "rule", rule.id)).content.decode()

    assert "above 25" in page
    assert "guest@example.com" not in page


def test_asking_again_too_soon_is_told(world: World, browser: Browser) -> None:
    rule = a_rule(world)
    with scoped(world.olga.scope):
        recipient = recipients_of(world.olga.scope, rule.id).get()
    client = browser(world.olga)
    address = url(world, "rule_ask_again", rule.id, recipient.id)

    first = client.post(address, follow=True).content.decode()
    second = client.post(address, follow=True).content.decode()

    assert "A new mail with a link is on its way." in first
    assert "less than ten minutes ago" in second


def test_an_address_is_asked_again_on_the_page_of_its_own_rule_alone(
    world: World, browser: Browser
) -> None:
    rule = a_rule(world)
    with scoped(world.olga.scope):
        recipient = recipients_of(world.olga.scope, rule.id).get()

    answer = browser(world.olga).post(
        url(world, "rule_ask_again", rule.id + 1, recipient.id)
    )

    assert answer.status_code == 404


def test_a_rule_is_switched_off_and_on(world: World, browser: Browser) -> None:
    rule = a_rule(world)
    with scoped(world.olga.scope):
        raise_alarm(world, rule)
    client = browser(world.olga)
    address = url(world, "rule_switch", rule.id)

    client.post(address, {"enabled": "false"})

    with scoped(world.olga.scope):
        assert not search_alarms(world.olga.scope).exists()
    assert not the_rule(world).enabled
    client.post(address, {"enabled": "true"})
    assert the_rule(world).enabled


def test_editing_shows_what_is_saved_and_saves_what_is_shown(
    world: World, browser: Browser
) -> None:
    rule = a_rule(world)
    client = browser(world.olga)
    address = url(world, "rule_edit", rule.id)
    form = client.get(address).context["form"]
    shown = {**RULE, "emails": form["emails"].value(), "name": form["name"].value()}
    shown |= {"high": form["high"].value(), "count": "1", "hold_0": "0"}

    client.post(address, {**shown, "severity": "warning", "hysteresis": "0"})

    saved = the_rule(world)
    assert (saved.name, saved.high, saved.severity) == ("Too warm", 25, "warning")
    with scoped(world.olga.scope):
        recipient = recipients_of(world.olga.scope, rule.id).get()
    assert recipient.email == "guest@example.com"


def test_a_rule_goes_when_its_name_is_typed(world: World, browser: Browser) -> None:
    rule = a_rule(world)
    client = browser(world.olga)
    address = url(world, "rule_delete", rule.id)

    wrong = client.post(address, {"confirm": "Too"})
    client.post(address, {"confirm": "Too warm"})

    assert "This is not its name" in wrong.content.decode()
    with scoped(world.olga.scope):
        assert not search_rules(world.olga.scope).exists()


def test_the_list_is_narrowed_to_a_device_or_type(
    world: World, browser: Browser
) -> None:
    a_rule(world)
    client = browser(world.olga)
    address = url(world, "rule_list")

    of_device = client.get(address, {"device": world.device.id}).content.decode()
    of_type = client.get(address, {"type": world.device_type.id}).content.decode()

    assert "Too warm" in of_device
    assert "Too warm" not in of_type


def test_the_list_needs_the_same_few_queries_for_many_rules(
    world: World,
    browser: Browser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        a_rule(world)
    client = browser(world.olga)

    with django_assert_max_num_queries(26):
        page = client.get(url(world, "rule_list"))

    assert page.content.decode().count("row-link") == 5


def test_limits_read_like_words() -> None:
    assert limit_in_words("below", 5.0, None, "°C") == "below 5\u202f°C"
    with translation.override("de"):
        words = limit_in_words("outside", 5.25, 1000.0, "")
    assert words == "außerhalb von 5,25 bis 1.000"


def test_a_limit_beyond_all_measure_is_refused(world: World, browser: Browser) -> None:
    page = browser(world.olga).post(new_url(world), {**RULE, "high": "1e24"})

    assert "−1,000,000,000 to 1,000,000,000" in page.content.decode()
