"""Devices on the floor plan of an asset, as people place and see them."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from progres.assets.models import Asset
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.actions import change_device
from progres.devices.checks import said_of_device
from progres.devices.models import Device, PlanPlace
from tests.files import samples
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset


@pytest.fixture
def hall(world: World, browser: Browser) -> Asset:
    """A building with a plan, in a room of which the device hangs."""
    with scoped(world.olga.scope):
        hall = make_asset(world)
        room = make_asset(world, "Umkleide", parent=hall)
        hang(world, world.device, room)
    plan = SimpleUploadedFile("EG.png", samples.picture(size=(80, 40)))
    browser(world.olga).post(address(world, "asset_plan_edit", hall), {"file": plan})
    return hall


def address(world: World, name: str, asset: Asset) -> str:
    held = {"tenant_id": world.musterstadt.id, "asset_id": asset.id}
    return reverse(f"web:{name}", kwargs=held)


def hang(world: World, device: Device, asset: Asset | None) -> None:
    device.refresh_from_db()
    fields = replace(said_of_device(device), asset_id=asset.id if asset else None)
    change_device(device.id, fields, by=world.olga, at=NOON)


def numbers(world: World, x: str, y: str) -> dict[str, str]:
    return {f"x{world.device.id}": x, f"y{world.device.id}": y}


def spots(world: World) -> list[tuple[float, float]]:
    with scoped(world.olga.scope):
        return list(PlanPlace.objects.of(world.olga.scope).values_list("x", "y"))


def test_a_device_is_put_on_the_plan_moved_and_taken_off(
    world: World, browser: Browser, hall: Asset
) -> None:
    olga, places = browser(world.olga), address(world, "asset_plan", hall)
    assert world.device.name in olga.get(places).text

    page = olga.post(places, numbers(world, "12.5", "100"), follow=True).text
    assert spots(world) == [(0.125, 1)]
    assert 'data-x="12.5"' in page
    assert 'data-y="100.0"' in page
    olga.post(places, numbers(world, "0", "40"))
    assert spots(world) == [(0, 0.4)]
    olga.post(places, numbers(world, "0", "40"))  # changes nothing
    olga.post(places, numbers(world, "", ""))

    assert spots(world) == []
    with scoped(world.olga.scope):
        noted = AuditEntry.objects.filter(action="asset.placed").order_by("id")
        details = list(noted.values_list("details", flat=True))
    name = world.device.name
    assert details == [{"placed": [name]}, {"placed": [name]}, {"taken_off": [name]}]


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ("101", "5", "less than or equal to 100"),
        ("-1", "5", "greater than or equal to 0"),
        ("5", "", "Both numbers are needed, or none."),
        ("links", "5", "Enter a number"),
        ("nan", "5", "Enter a number"),
    ],
)
def test_numbers_beside_the_plan_are_refused_and_kept_to_be_mended(
    world: World, browser: Browser, hall: Asset, x: str, y: str, said: str
) -> None:
    answer = browser(world.olga).post(
        address(world, "asset_plan", hall), numbers(world, x, y)
    )

    assert said in answer.text
    assert f'value="{x}"' in answer.text
    assert spots(world) == []


def test_a_device_that_hangs_elsewhere_is_on_the_plan_again_when_it_is_back(
    world: World, browser: Browser, hall: Asset
) -> None:
    olga, page = browser(world.olga), address(world, "asset", hall)
    olga.post(address(world, "asset_plan", hall), numbers(world, "10", "20"))
    with scoped(world.olga.scope):
        hang(world, world.device, make_asset(world, "Rathaus"))
    assert "data-x" not in olga.get(page).text

    with scoped(world.olga.scope):
        hang(world, world.device, hall)

    assert 'data-x="10.0"' in olga.get(page).text


def test_readers_see_the_plan_and_strangers_nothing_of_it(
    world: World, browser: Browser, hall: Asset
) -> None:
    places, page = address(world, "asset_plan", hall), address(world, "asset", hall)
    browser(world.olga).post(places, numbers(world, "10", "20"))
    rita, nora = browser(world.rita), browser(world.nora)

    assert 'data-x="10.0"' in rita.get(page).text
    assert "Place devices" not in rita.get(page).text
    assert rita.post(places, numbers(world, "1", "1")).status_code == 403
    assert nora.get(places).status_code == 404
    assert nora.post(places, numbers(world, "1", "1")).status_code == 404
    assert spots(world) == [(0.1, 0.2)]


def test_without_a_plan_one_is_asked_for(world: World, browser: Browser) -> None:
    with scoped(world.olga.scope):
        hall = make_asset(world)

    answer = browser(world.olga).get(address(world, "asset_plan", hall))

    assert answer["Location"] == address(world, "asset_plan_edit", hall)
