"""Pages of connections to network servers."""

import re
from datetime import timedelta

from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from progres.connections.queries import search_connections
from progres.database.scope import scoped
from progres.kit.secrets import matches
from progres.web.bodies import readable
from progres.web.connection_log import lines_of
from tests.readings.setting import prepare, store_uplink
from tests.web.conftest import Browser, Site
from tests.web.work import scoped_work
from tests.world import NOON, World

SECRET = re.compile(r"Bearer (pc_[\w-]{43})")


def url(world: World, name: str, *ids: int) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, *ids])


def test_a_new_connection_shows_address_and_secret_once(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)

    page = client.post(
        url(world, "connection_new"), {"name": "Things", "kind": "tts"}
    ).content.decode()

    with scoped(world.olga.scope):
        made = search_connections(world.olga.scope).get(name="Things")
    found = SECRET.search(page)
    assert found
    assert matches(found[1], bytes(made.token_hash))
    assert f"http://localhost:8000/ingest/tts/{made.id}" in page
    again = client.get(url(world, "connection", made.id)).content.decode()
    assert not SECRET.search(again)


def test_sending_the_form_twice_makes_one_connection(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    sent = {"name": "Things", "kind": "tts"}
    client.post(url(world, "connection_new"), sent)

    page = client.post(url(world, "connection_new"), sent).content.decode()

    assert "already a connection of this name" in page
    with scoped(world.olga.scope):
        assert search_connections(world.olga.scope).filter(name="Things").count() == 1


def test_a_renewed_secret_ends_the_old_one(world: World, browser: Browser) -> None:
    client = browser(world.olga)
    address = url(world, "connection_renew", world.connection.id)

    asked = client.get(address).content.decode()
    page = client.post(address).content.decode()

    assert "The old secret ends at once" in asked
    found = SECRET.search(page)
    assert found
    assert found[1] != world.token
    with scoped(world.olga.scope):
        now = search_connections(world.olga.scope).get(id=world.connection.id)
    assert matches(found[1], bytes(now.token_hash))


def test_a_connection_goes_when_its_name_is_typed(
    world: World, browser: Browser
) -> None:
    client = browser(world.olga)
    address = url(world, "connection_delete", world.connection.id)

    wrong = client.post(address, {"confirm": ""}).content.decode()
    client.post(address, {"confirm": "ChirpStack Rathaus"})

    assert "This is not its name" in wrong
    with scoped(world.olga.scope):
        assert not search_connections(world.olga.scope).exists()


def test_the_log_tells_of_every_message_what_became_of_it(site: Site) -> None:
    world = site.world
    with scoped_work(world):
        prepare(world)
        store_uplink(world, NOON - timedelta(minutes=2))
        store_uplink(
            world,
            NOON - timedelta(minutes=1),
            frame_key=2,
            state=2,
            problem="timeout",
            message="The codec ran longer than 0.25 s and was stopped.",
        )
        lines = lines_of(
            world.olga.scope, world.connection.id, only_problems=False, at=NOON
        )
        problems = lines_of(
            world.olga.scope, world.connection.id, only_problems=True, at=NOON
        )

    told = [(line.event, str(line.words)) for line in lines]
    assert sorted(told[:2]) == [
        ("join", "Noted."),
        ("uplink", "Kept as unassigned: no device has this DevEUI."),
    ]
    assert told[2:] == [
        ("uplink", "Kept, but not decoded."),
        ("uplink", "Stored and decoded."),
        ("uplink", "Stored; there was nothing to decode."),
    ]
    assert lines[2].note == "The codec ran longer than 0.25 seconds and was stopped."
    assert lines[3].device_name == "Raumfühler 1"
    assert [str(line.words) for line in problems] == [
        "Kept as unassigned: no device has this DevEUI.",
        "Kept, but not decoded.",
    ]


def test_a_message_is_shown_as_it_came(site: Site, browser: Browser) -> None:
    world = site.world
    address = url(world, "connection_message", world.connection.id, site.message_id)

    page = browser(world.olga).get(address).content.decode()

    assert "<pre" in page
    assert "{}" in page


def test_a_connection_says_how_it_is(
    site: Site, browser: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = site.world
    client = browser(world.olga)

    with django_assert_max_num_queries(28):
        listed = client.get(url(world, "connection_list")).content.decode()
    shown = client.get(url(world, "connection", world.connection.id)).content.decode()

    for page in (listed, shown):
        assert "nothing for a day" in page
    assert "24E124710C140009" in shown


def test_a_connection_without_messages_says_what_to_do(
    world: World, browser: Browser
) -> None:
    page = browser(world.olga).get(url(world, "connection", world.connection.id))

    assert "Nothing received yet" in page.content.decode()
    assert "Event endpoint URL" in page.content.decode()


def test_json_is_laid_out_and_markup_is_left_to_the_template() -> None:
    assert readable(b'{"a":["\xc3\xa4"]}') == '{\n  "a": [\n    "ä"\n  ]\n}'
    assert readable(b"<script>") == "<script>"
    assert readable(b"\xff\x00") == "ff 00"


@given(st.binary(max_size=200))
def test_any_body_can_be_read(body: bytes) -> None:
    assert isinstance(readable(body), str)


def test_the_page_keeps_to_problems_if_asked(world: World, browser: Browser) -> None:
    address = url(world, "connection", world.connection.id)

    page = browser(world.olga).get(address, {"show": "problems"}).content.decode()

    assert "No problems" in page
    assert f'hx-get="{address}?show=problems"' in page
