"""Pages of connections by MQTT, and what people do to connections."""

import re
from html import unescape

from django.urls import reverse

from progres.connections.queries import get_connection, search_connections
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import change
from tests.web.conftest import Browser, Site
from tests.world import World

SENT = {
    "name": "Broker",
    "kind": "chirpstack",
    "transport": "mqtt",
    "broker": "mqtts://broker.example.org",
    "username": "progres",
    "password": "an-entirely-secret-word",
}


def url(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


def made(world: World, browser: Browser) -> int:
    browser(world.olga).post(url(world, "connection_new"), SENT)
    with scoped(world.olga.scope):
        return search_connections(world.olga.scope).get(name="Broker").id


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_new_connection_to_a_broker_leads_to_its_page_without_a_secret(
    world: World, browser: Browser
) -> None:
    number = made(world, browser)

    page = browser(world.olga).get(url(world, "connection", number)).content.decode()

    assert "mqtts://broker.example.org:8883" in page
    assert "secret-word" not in page
    assert "The broker is being called" in text_of(page)
    assert "set qos=1" in text_of(page)
    edited = browser(world.olga).get(url(world, "connection_edit", number))
    assert "secret-word" not in edited.content.decode()


def test_what_is_wrong_with_a_broker_stands_on_the_form(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)

    empty = client.post(url(world, "connection_new"), {**SENT, "broker": ""})
    wrong = client.post(url(world, "connection_new"), {**SENT, "broker": "ftp://x"})

    assert "This field is required" in text_of(empty.content.decode())
    assert "is not the address of a broker" in text_of(wrong.content.decode())


def test_the_list_says_that_a_broker_is_not_reached_yet(
    world: World, browser: Browser
) -> None:
    made(world, browser)

    page = browser(world.olga).get(url(world, "connection_list")).content.decode()

    assert "connecting" in text_of(page)


def test_a_pause_says_what_it_means_and_ends_with_a_click(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    place = url(world, "connection_pause", world.connection.id)

    asked = client.get(place).content.decode()
    client.post(place)
    paused = client.get(url(world, "connection", world.connection.id)).content.decode()
    client.post(place, {"go-on": "yes"})

    assert "what it does not send again is lost" in text_of(asked)
    assert "Paused: nothing is taken" in text_of(paused)
    with scoped(world.olga.scope):
        now = get_connection(world.olga.scope, world.connection.id)
    assert now.paused_at is None


def test_a_webhook_is_renamed_and_a_broker_changed(
    world: World, browser: Browser
) -> None:
    client, number = browser(world.olga), made(world, browser)

    client.post(url(world, "connection_edit", world.connection.id), {"name": "Neu"})
    client.post(
        url(world, "connection_edit", number),
        {
            "name": "Broker 2",
            "broker": "mqtt://b.example.org",
            "username": "p",
            "password": "another word",
        },
    )

    with scoped(world.olga.scope):
        renamed = get_connection(world.olga.scope, world.connection.id)
        changed = get_connection(world.olga.scope, number)
    assert renamed.name == "Neu"
    assert (changed.name, changed.url) == ("Broker 2", "mqtt://b.example.org:1883")


def test_a_rejected_message_can_be_tried_again_by_who_may_edit(
    site: Site, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = site.world
    change(database_urls, "update connection_message set outcome = 'rejected'")
    page = url(world, "connection_message", world.connection.id, site.message_id)
    again = url(world, "connection_message_again", world.connection.id, site.message_id)

    shown = browser(world.olga).get(page).content.decode()
    answer = browser(world.olga).post(again)
    refused = browser(world.rita).post(again)
    strange = browser(world.nora).post(again)

    assert again in shown
    assert answer.status_code == 302
    assert (refused.status_code, strange.status_code) == (403, 404)
