"""What an instance offers in which nothing is connected yet."""

from django.urls import reverse

from progres.alarms.queries import search_rules
from progres.database.scope import scoped
from tests.web.conftest import Browser, make_rule
from tests.world import World


def page_of(world: World, browser: Browser, name: str) -> str:
    address = reverse(f"web:{name}", args=[world.nord.id])
    return browser(world.nora).get(address).content.decode()


def test_the_overview_leads_through_three_steps(world: World, browser: Browser) -> None:
    page = page_of(world, browser, "overview")

    for name in ("device_type_list", "connection_list", "device_new"):
        assert f'href="{reverse(f"web:{name}", args=[world.nord.id])}"' in page
    assert page.count(">to do<") == 3


def test_without_a_type_devices_and_rules_lead_to_one(
    world: World, browser: Browser
) -> None:
    new_type = f'href="{reverse("web:device_type_new", args=[world.nord.id])}"'

    assert new_type in page_of(world, browser, "device_new")
    assert new_type in page_of(world, browser, "rule_new")


def test_no_open_alarm_is_no_calm_where_no_rule_watches(
    world: World, browser: Browser
) -> None:
    page = page_of(world, browser, "alarm_list")

    assert "No rule watches anything yet." in page
    assert reverse("web:rule_new", args=[world.nord.id]) in page


def test_no_open_alarm_is_calm_where_a_rule_watches(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        make_rule(world)
        assert search_rules(world.olga.scope).exists()
    address = reverse("web:alarm_list", args=[world.musterstadt.id])

    page = browser(world.olga).get(address).content.decode()

    assert "Every watched value is within its limits." in page
