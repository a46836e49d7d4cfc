"""The list of devices: searching, filtering, sorting, paging."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from progres.database.scope import scoped
from progres.devices.actions import register_device, register_many
from progres.devices.checks import DeviceFields
from tests.web.conftest import Browser, hear
from tests.world import DEV_EUI, NOON, World


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def more_devices(world: World, count: int) -> None:
    fields = [
        DeviceFields(dev_eui=f"24e124710c15{number:04x}", name=f"Zähler {number}")
        for number in range(count)
    ]
    with scoped(world.olga.scope):
        register_many(
            fields,
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )


def names_in(html: str) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', html)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Raumfühler 1"]),
        ("?q=raumf", ["Raumfühler 1"]),
        ("?q=hallenbad+umkl", ["Raumfühler 1"]),
        (f"?q={DEV_EUI.upper()}", ["Raumfühler 1"]),
        ("?q=rathaus", []),
        ("?state=unknown", ["Raumfühler 1"]),
        ("?state=ok", []),
        ("?type=999999", []),
        ("?state=rubbish&type=x&page=-1&order=rubbish", ["Raumfühler 1"]),
    ],
)
def test_the_list_shows_what_the_address_asks_for(
    world: World, olga: Client, query: str, found: list[str]
) -> None:
    html = olga.get(page(world, "device_list") + query).content.decode()

    assert names_in(html) == found


def test_a_page_has_fifty_devices_and_links_to_the_next(
    world: World, olga: Client
) -> None:
    more_devices(world, 60)

    first = olga.get(page(world, "device_list")).content.decode()
    second = olga.get(page(world, "device_list") + "?page=2").content.decode()

    assert len(names_in(first)) == 50
    assert 'href="' + page(world, "device_list") + '?page=2"' in first
    assert len(names_in(second)) == 11
    assert "51–61 of 61" in second


def test_a_page_behind_the_last_leads_back(world: World, olga: Client) -> None:
    html = olga.get(page(world, "device_list") + "?page=9").content.decode()

    assert "The list ends before this page." in html


def test_the_list_asks_as_much_for_fifty_devices_as_for_one(
    world: World,
    olga: Client,
    heard: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    more_devices(world, 49)

    with django_assert_max_num_queries(32):
        olga.get(page(world, "device_list"))


def test_every_head_sorts_by_its_column(
    world: World, olga: Client, heard: None
) -> None:
    register_device(
        DeviceFields(dev_eui="24e124710c150000", name="Aula", status="decommissioned"),
        tenant=world.musterstadt,
        device_type=world.device_type,
        by=world.olga,
        at=NOON,
    )
    address = page(world, "device_list")

    def names(order: str) -> list[str]:
        return names_in(olga.get(address + order).content.decode())

    assert names("") == ["Aula", "Raumfühler 1"]
    for column in ("name", "last_seen"):  # what was never heard comes first
        assert names(f"?order={column}") == ["Aula", "Raumfühler 1"]
        assert names(f"?order=-{column}") == ["Raumfühler 1", "Aula"]
    for column in ("state", "tenant"):
        assert names(f"?order={column}") == ["Raumfühler 1", "Aula"]
        assert names(f"?order=-{column}") == ["Aula", "Raumfühler 1"]
    heads = re.findall(r'[?&;]order=-?(\w+)"', olga.get(address).content.decode())
    assert set(heads) == {"state", "name", "type", "last_seen", "tenant"}


def test_typing_in_the_search_is_answered_with_the_rows_alone(
    world: World, olga: Client
) -> None:
    address = page(world, "device_list")

    response = olga.get(
        address + "?q=raum&state=&type=", headers={"HX-Request": "true"}
    )

    assert response.headers["HX-Replace-Url"] == f"{address}?q=raum"
    assert b"<html" not in response.content
    assert names_in(response.content.decode()) == ["Raumfühler 1"]


def test_each_filter_in_force_can_be_taken_away(world: World, olga: Client) -> None:
    html = olga.get(
        page(world, "device_list") + "?q=raum&state=unknown"
    ).content.decode()

    assert 'href="' + page(world, "device_list") + '?state=unknown"' in html
    assert 'href="' + page(world, "device_list") + '?q=raum"' in html


def test_the_list_follows_readings_of_another_language_of_numbers(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        hear(world, {"temperature": 1234.5})
    olga = browser(world.olga)
    olga.post(reverse("set_language"), {"language": "de"})

    html = olga.get(page(world, "device_list")).content.decode()

    assert "1.234,5" in html
