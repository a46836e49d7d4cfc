"""Tags, own attributes, and how a device stands, on its pages and in the list."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from progres.database.scope import scoped
from progres.devices.queries import get_device
from tests.api.calls import caller
from tests.web.conftest import Browser
from tests.world import DEV_EUI, NOON, World

FORM = {
    "name": "Raumfühler 1",
    "dev_eui": DEV_EUI,
    "status": "planned",
    "tags": "Los 3, keller,  Keller , Los  3",
    "attributes": "Schrank: 12\n\nSchlüssel : bei Frau Lenz",
}


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def edit(world: World, olga: Client, **changes: str) -> str:
    address = page(world, "device_edit", device_id=world.device.id)
    said = {**FORM, "device_type": world.device_type.id, **changes}
    return olga.post(address, said, follow=True).content.decode()


def test_tags_and_attributes_are_kept_tidy_shown_and_found(
    world: World, olga: Client
) -> None:
    html = edit(world, olga)

    with scoped(world.olga.scope):
        device = get_device(world.olga.scope, world.device.id)
    assert device.tags == ["keller", "Los 3"]
    assert device.attributes == {"Schrank": "12", "Schlüssel": "bei Frau Lenz"}
    assert "?tag=Los%203" in html
    for query in ("?tag=Los+3", "?q=kell", "?q=lenz", "?q=los+3&tag=keller"):
        found = olga.get(page(world, "device_list") + query).content.decode()
        assert "Raumfühler 1" in found, query
    for query in ("?tag=Los", "?tag=los+3", "?tag=Los+3&q=rathaus"):
        found = olga.get(page(world, "device_list") + query).content.decode()
        assert "No device matches." in found, query


def test_the_known_tags_are_offered_and_removed_ones_forgotten(
    world: World, olga: Client, browser: Browser
) -> None:
    edit(world, olga)
    offered = '<option value="keller">'

    assert offered in olga.get(page(world, "device_new")).content.decode()
    strangers = reverse("web:device_new", args=[world.nord.id])
    assert offered not in browser(world.nora).get(strangers).content.decode()
    edit(world, olga, tags="")
    assert offered not in olga.get(page(world, "device_new")).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tags": "x" * 41}, "is not a tag"),
        ({"tags": ",".join(map(str, range(21)))}, "21 tags are too many"),
        ({"attributes": "Schrank 12"}, "is no attribute"),
        ({"attributes": "a: 1\na: 2"}, "stands there twice"),
        ({"attributes": f"{'x' * 41}: 1"}, "is not the name of an attribute"),
        ({"attributes": f"a: {'x' * 201}"}, "has at most 200 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    world: World, olga: Client, changes: dict[str, str], sentence: str
) -> None:
    html = edit(world, olga, **changes)

    assert sentence in html
    assert "Not saved yet" in html


def test_a_planned_device_that_is_heard_is_active_and_then_silent(
    world: World, olga: Client, heard: None
) -> None:
    edit(world, olga)
    address = page(world, "device_data", device_id=world.device.id)

    for minutes, word in ((1, "Active"), (80, "Silent")):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert f"{word}\n" in olga.get(address).content.decode()


def test_the_history_tells_before_and_after_to_who_may_edit(
    world: World, olga: Client, browser: Browser
) -> None:
    edit(world, olga)
    address = page(world, "device_history", device_id=world.device.id)

    html = olga.get(address).content.decode()

    assert "<ins>keller, Los 3</ins>" in html
    assert "<del>Registered</del> → <ins>Planned</ins>" in html
    assert "Olga Keller registered the device" in html
    statuses = [
        browser(who).get(address).status_code for who in (world.nora, world.rita)
    ]
    assert statuses == [404, 403]


def test_the_api_knows_tags_and_attributes(world: World) -> None:
    olga, nora = caller(world.olga), caller(world.nora)
    said = {"tags": ["Los 3"], "attributes": {"Schrank": "12"}}

    answer = olga.patch(f"/devices/{world.device.id}", said)

    assert {name: answer.content[name] for name in said} == said
    assert [d["id"] for d in olga.get("/devices?tag=Los 3").content["items"]] == [
        world.device.id
    ]
    assert nora.get("/devices?tag=Los 3").content["items"] == []
    refused = olga.patch(f"/devices/{world.device.id}", {"tags": ["a,b"]})
    assert (refused.status, "is not a tag" in refused.content["detail"]) == (422, True)
