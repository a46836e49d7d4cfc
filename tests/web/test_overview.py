"""The first page of an instance."""

from django.test import Client
from django.urls import reverse

from progres.database.scope import scoped
from tests.web.conftest import Browser, make_rule, raise_alarm
from tests.world import World


def get(client: Client, world: World, name: str) -> str:
    return client.get(reverse(name, args=[world.musterstadt.id])).content.decode()


def test_the_overview_says_what_is_wrong_where_and_what_came_in(
    world: World, browser: Browser, heard: None
) -> None:
    with scoped(world.olga.scope):
        raise_alarm(world, make_rule(world))

    page = get(browser(world.olga), world, "web:overview")

    assert "Too warm" in page
    assert reverse("web:device", args=[world.musterstadt.id, world.device.id]) in page
    assert "?state=alarm" in page


def test_an_instance_without_devices_has_an_overview(
    world: World, browser: Browser
) -> None:
    address = reverse("web:overview", args=[world.nord.id])

    answer = browser(world.nora).get(address)

    assert answer.status_code == 200
    assert "Raumfühler" not in answer.content.decode()
