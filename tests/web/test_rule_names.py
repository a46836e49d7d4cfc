"""What rules and alarms are called where nobody gave them a name."""

from django.test import Client
from django.urls import reverse

from progres.alarms.models import AlarmRule
from progres.alarms.queries import search_rules
from progres.database.scope import scoped
from tests.web.conftest import Browser, raise_alarm
from tests.web.test_alarm_rules import RULE, new_url, the_rule, url
from tests.world import World, keep


def made(world: World, client: Client, **changes: str) -> AlarmRule:
    address = new_url(world)
    client.post(address, {**RULE, "high": "28.5", **changes}, follow=True)
    return the_rule(world)


def in_german(client: Client, world: World, address: str) -> str:
    world.olga.user.language = "de"
    keep(world.olga.user)
    return client.get(address).content.decode()


def test_a_rule_without_a_name_follows_its_limit(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    rule = made(world, client)
    address = url(world, "rule_edit", rule.id)

    page = client.get(address).content.decode()
    client.post(address, {**RULE, "high": "28", "name": ""})

    assert 'value="Temperature above' not in page
    assert the_rule(world).name == "Temperature above 28 °C"


def test_a_rule_and_its_alarms_are_called_in_the_readers_language(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    rule = made(world, client)
    with scoped(world.olga.scope):
        raise_alarm(world, search_rules(world.olga.scope).get(id=rule.id))

    for address in (
        url(world, "rule", rule.id),
        url(world, "rule_list"),
        url(world, "alarm_list"),
        url(world, "overview"),
        url(world, "device", world.device.id),
        url(world, "device_alarms", world.device.id),
    ):
        page = in_german(client, world, address)
        assert "Temperatur über 28,5 °C" in page
        assert "Temperature above 28.5 °C" not in page


def test_a_name_that_somebody_wrote_stays(world: World, browser: Browser) -> None:
    client = browser(world.olga)
    rule = made(world, client, name="Too warm in here")

    page = in_german(client, world, url(world, "rule_edit", rule.id))

    assert 'value="Too warm in here"' in page


def test_the_name_that_is_shown_is_the_one_to_type_for_deletion(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    rule = made(world, client)
    address = reverse("web:rule_delete", args=[world.musterstadt.id, rule.id])
    in_german(client, world, address)

    client.post(address, {"confirm": "Temperatur über 28,5 °C"})

    with scoped(world.olga.scope):
        assert not search_rules(world.olga.scope).exists()
