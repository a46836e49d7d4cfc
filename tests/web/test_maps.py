"""The map of an instance, and the small ones of devices and gateways."""

from typing import Any

import hypothesis
import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from pytest_django import Settings

from progres.gateways.models import Gateway
from progres.ops.postgres import DatabaseUrls
from progres.web.maps import box_in
from tests.gateways.setting import make_gateway
from tests.tiles import write_tiles
from tests.web.conftest import Browser
from tests.world import World


def places(client: Client, world: World, query: str = "") -> dict[str, Any]:
    address = reverse("web:places", args=[world.musterstadt.id])
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def gateway(committed_world: World, database_urls: DatabaseUrls) -> Gateway:
    """A gateway with a place, which hears the device with a margin of 3 dB."""
    world = committed_world
    gateway = make_gateway(world)
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("update gateway set latitude = 52.5, longitude = 13.3")
        owner.execute(
            "insert into hearing values"
            " (%s, %s, %s, current_date, 2, 2, -220, -20, -99, 1, 2, 6, 4)",
            [world.device.tenant_id, world.device.id, gateway.gateway_id],
        )
        owner.execute(
            "insert into coverage select tenant_id, device_id, gateway_id, day, 2, -110,"
            " -10, 1, 3, true from hearing"
        )
    return gateway


def test_the_map_is_given_places_states_values_and_where_they_lead(
    world: World, browser: Browser, heard: None
) -> None:
    found = places(browser(world.olga), world, "value=temperature")

    (feature,) = found["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [13.4, 52.52]}
    assert feature["properties"] == {
        "id": world.device.id,
        "name": "Raumfühler 1",
        "state": "silent",
        "state_label": "Silent",
        "url": reverse("web:device", args=[world.musterstadt.id, world.device.id]),
        "count": 1,
        "value": "21.5 °C",
    }
    assert found["bbox"] == [13.4, 52.52, 13.4, 52.52]
    assert found["whole"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=raumf", 1),
        ("q=keller", 0),
        ("state=unknown", 1),
        ("state=ok", 0),
        ("type=1234567", 0),
        ("box=13,52,14,53", 1),
        ("box=10,52,11,53", 0),
        ("box=14,52,13,53", 1),  # no box, and so everything
    ],
)
def test_the_map_is_asked_as_the_list_is(
    world: World, browser: Browser, query: str, count: int
) -> None:
    assert len(places(browser(world.olga), world, query)["features"]) == count


@hypothesis.given(
    st.one_of(
        st.lists(st.floats(), min_size=3, max_size=5).map(
            lambda numbers: ",".join(map(str, numbers))
        ),
        st.text("0123456789.,-+eE_naif ", max_size=40),
    )
)
@hypothesis.settings(max_examples=150)
def test_whatever_is_sent_as_a_box_lies_on_earth(text: str) -> None:
    box = box_in(text)

    if box is not None:
        assert -180 <= box.west <= box.east <= 180
        assert -90 <= box.south <= box.north <= 90


def test_the_page_keeps_what_is_asked_for_and_names_its_ground(
    world: World, browser: Browser, settings: Settings, tmp_path: Any
) -> None:
    settings.MAP = write_tiles(tmp_path / "town.pmtiles")
    address = reverse("web:map", args=[world.musterstadt.id])

    page = browser(world.olga).get(f"{address}?q=halle&state=late&value=temperature")

    text = " ".join(page.content.decode().split())
    assert 'value="halle"' in text
    assert '<option value="late" selected>' in text
    assert '<option value="temperature" selected>' in text
    assert 'tiles="/map/base.pmtiles"' in text


def test_a_gateway_shows_where_it_hears_which_device_how_well(
    committed_world: World, browser: Browser, gateway: Gateway
) -> None:
    world = committed_world
    address = reverse("web:gateway_map", args=[world.musterstadt.id, gateway.id])

    device, mark = browser(world.olga).get(address).json()["features"]

    assert device["properties"]["state_label"] == "Weak margin"
    assert device["properties"]["value"] == "3 dB"
    assert mark["properties"]["kind"] == "gateway"
    assert mark["geometry"]["coordinates"] == [13.3, 52.5]
    assert browser(world.nora).get(address).status_code == 404


def test_a_device_shows_which_gateways_hear_it(
    committed_world: World, browser: Browser, gateway: Gateway
) -> None:
    world = committed_world
    address = reverse("web:device_map", args=[world.musterstadt.id, world.device.id])

    device, mark = browser(world.olga).get(address).json()["features"]

    assert device["properties"]["name"] == "Raumfühler 1"
    assert (mark["properties"]["name"], mark["properties"]["value"]) == (
        gateway.name,
        "3 dB",
    )
    assert browser(world.nora).get(address).status_code == 404


def test_gateways_are_a_layer_of_their_own(
    committed_world: World, browser: Browser, gateway: Gateway
) -> None:
    world = committed_world
    address = reverse("web:gateway_places", args=[world.musterstadt.id])

    (mark,) = browser(world.rita).get(address).json()["features"]

    assert mark["properties"]["id"] == gateway.id
    assert browser(world.nora).get(address).status_code == 404


@pytest.mark.parametrize(
    ("page", "may"), [("web:device_new", True), ("web:overview", False)]
)
def test_only_forms_with_a_place_may_ask_the_browser_where_one_is(
    world: World, browser: Browser, page: str, may: bool
) -> None:
    answer = browser(world.olga).get(reverse(page, args=[world.musterstadt.id]))

    assert ("geolocation=(self)" in answer["Permissions-Policy"]) is may
    assert ("<place-picker" in answer.content.decode()) is may
