"""The button that tries a broker, against a real mosquitto."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.urls import reverse
from pytest_django import Settings

from progres.connections.queries import search_connections
from progres.database.scope import scoped
from tests.ingest.broker import Mosquitto, granting, mosquitto
from tests.ingest.certificates import Authority
from tests.web.conftest import Browser
from tests.world import World

REACHED = "The broker is reached, and its topics are granted."


@pytest.fixture(autouse=True)
def admitted(settings: Settings) -> None:
    settings.INTERNAL_HOSTS = frozenset({"localhost"})


@pytest.fixture(scope="module")
def broker() -> Iterator[Mosquitto]:
    with mosquitto(**granting("application/#")) as running:
        yield running


def tried(world: World, browser: Browser, address: str, **sent: str) -> str:
    """Press the button of the form; return what stands below it."""
    page = browser(world.olga).post(
        reverse("web:connection_new", args=[world.musterstadt.id]),
        {
            "kind": "chirpstack",
            "transport": "mqtt",
            "broker": address,
            "action": "try",
            **sent,
        },
    )
    assert page.status_code == 200
    _, _, result = page.content.decode().partition('id="trial-result"')
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", result)).split())


def test_a_broker_that_grants_the_topics_is_reached_and_nothing_is_saved(
    world: World, browser: Browser, broker: Mosquitto
) -> None:
    address = f"mqtt://localhost:{broker.port}"
    own = {"username": "progres", "password": "right"}

    assert REACHED in tried(world, browser, address, **own)
    more = tried(world, browser, address, gateways="on", **own)
    assert REACHED in more
    assert "does not grant the topics of gateways" in more
    with scoped(world.olga.scope):
        assert search_connections(world.olga.scope).count() == 1


def test_what_is_wrong_is_said_in_a_sentence(
    world: World, browser: Browser, broker: Mosquitto
) -> None:
    here = f"mqtt://localhost:{broker.port}"
    progres = {"username": "progres", "password": "right"}

    def said(address: str, **sent: str) -> str:
        return tried(world, browser, address, **sent)

    assert "refuses" in said(here, username="progres", password="wrong")  # noqa: S106 none
    assert "does not grant the topics" in said(here, topics="other/", **progres)
    assert "hangs up where TLS should begin" in said(here.replace("mqtt:", "mqtts:"))
    assert "Nobody listens at localhost" in said("mqtt://localhost:1")
    assert "is not a public address" in said("mqtt://127.0.0.1:1883")
    assert "no host of the name" in said("mqtt://nowhere.invalid")
    assert "is not the address of a broker" in said("nonsense://x")
    assert "This field is required" in said("")


def test_a_certificate_that_is_not_trusted_is_named(
    world: World, browser: Browser
) -> None:
    authority = Authority()
    server = authority.issue("localhost")
    files = {"server.crt": server.certificate, "server.key": server.key}
    more = ["certfile {folder}/server.crt", "keyfile {folder}/server.key"]
    with mosquitto(more, files=files) as broker:
        address = f"mqtts://localhost:{broker.port}"

        assert "The certificate of localhost is not trusted" in tried(
            world, browser, address
        )
        assert REACHED in tried(
            world, browser, address, ca_certificate=authority.certificate
        )


def test_the_known_password_is_tried_where_it_was_entered_for_and_nowhere_else(
    world: World, browser: Browser, broker: Mosquitto
) -> None:
    client = browser(world.olga)
    address = f"mqtt://localhost:{broker.port}"
    sent = {"name": "B", "broker": address, "username": "progres"}
    client.post(
        reverse("web:connection_new", args=[world.musterstadt.id]),
        {**sent, "kind": "chirpstack", "transport": "mqtt", "password": "right"},
    )
    with scoped(world.olga.scope):
        number = search_connections(world.olga.scope).get(name="B").id
    edit = reverse("web:connection_edit", args=[world.musterstadt.id, number])

    same = client.post(edit, {**sent, "action": "try"}).content.decode()
    elsewhere = {**sent, "broker": "mqtt://127.0.0.1:1883", "action": "try"}
    other = client.post(edit, elsewhere).content.decode()

    assert REACHED in same
    assert "enter the password again" in other
