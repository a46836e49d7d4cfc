"""The page of everything that leaves the house."""

import pytest
from pytest_django import Settings

from progres.accounts.single_sign_on import set_provider
from progres.connections.checks import MqttFields
from progres.connections.mqtt_actions import create_mqtt_connection
from progres.connections.queries import brokers_of_the_house
from progres.database.scope import scoped
from progres.kit.env import parse_audit_sink, parse_smtp_url
from tests.web.conftest import Browser
from tests.world import NOON, World, agree


def test_every_configured_host_is_shown_and_no_secret(
    world: World, browser: Browser, settings: Settings
) -> None:
    settings.MAIL_SERVER = parse_smtp_url("smtps://bot:secret@mail.example.org:465")
    settings.AUDIT_SINK = parse_audit_sink("syslog+udp://log.example.org:1514")
    page = browser(world.otto).get(f"/i/{world.operator.id}/outbound/").text

    assert "mail.example.org:465" in page
    assert "log.example.org:1514" in page
    assert "secret" not in page


def test_a_house_that_speaks_to_nobody_says_so(
    world: World, browser: Browser, settings: Settings
) -> None:
    settings.MAIL_SERVER = None
    page = browser(world.otto).get(f"/i/{world.operator.id}/outbound/").text

    assert "Nothing leaves this machine" in page


@pytest.mark.parametrize("kind", ["managed", "self-run"])
def test_providers_of_instances_are_hosts_too(
    world: World, browser: Browser, kind: str
) -> None:
    with scoped(world.olga.scope):
        set_provider(
            issuer="https://login.example.org:8443/realm",
            client_id="progres",
            secret="secret",  # noqa: S106 of nobody
            words="Sign in",
            by=world.olga,
            at=NOON,
        )

    agree(world, kind=kind)

    page = browser(world.otto).get(f"/i/{world.operator.id}/outbound/").text

    assert "login.example.org:8443" in page


@pytest.mark.parametrize("kind", ["managed", "self-run"])
def test_so_are_brokers_of_instances_and_nobody_below_is_told(
    world: World, browser: Browser, kind: str
) -> None:
    with scoped(world.olga.scope):
        create_mqtt_connection(
            name="Broker",
            kind="tts",
            mqtt=MqttFields(broker="mqtts://broker.example.org:8884", username="a@b"),
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        assert brokers_of_the_house() == []
    agree(world, kind=kind)

    page = browser(world.otto).get(f"/i/{world.operator.id}/outbound/").text

    assert "broker.example.org:8884" in page
