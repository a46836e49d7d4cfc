"""Pages of assets, as an administrator keeps them."""

from django.urls import reverse

from progres.assets.models import Asset
from progres.database.scope import scoped
from progres.devices.queries import get_device
from tests.web.conftest import Browser
from tests.world import World, make_asset


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def test_an_asset_is_made_shown_changed_and_deleted(
    world: World, browser: Browser
) -> None:
    olga, assets = browser(world.olga), address(world, "asset_list")
    assert "No assets yet" in olga.get(assets).text

    new = address(world, "asset_new")
    said = {"name": "Hallenbad", "kind": "building", "city": "Musterstadt"}
    olga.post(new, said)
    with scoped(world.olga.scope):
        asset = Asset.objects.of(world.olga.scope).get()
    olga.post(f"{new}?parent={asset.id}", {"name": "Umkleide", "kind": "room"})

    assert "Umkleide" not in olga.get(assets).text
    found = olga.get(assets, {"q": "umk"}).text
    assert "Hallenbad › Umkleide" in found
    page = address(world, "asset", asset_id=asset.id)
    assert "Umkleide" in olga.get(page).text
    edit = address(world, "asset_edit", asset_id=asset.id)
    assert "This field is required" in olga.post(edit, {"kind": "room"}).text
    olga.post(edit, {**said, "name": "Freibad"})
    delete = address(world, "asset_delete", asset_id=asset.id)
    assert "This is not its name" in olga.post(delete, {"confirm": "x"}).text
    refused = olga.post(delete, {"confirm": "Freibad"}, follow=True).text
    assert "still in" in refused


def test_a_device_is_hung_into_an_asset(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    with scoped(world.olga.scope):
        asset = make_asset(world)
    edit = address(world, "device_edit", device_id=world.device.id)
    page = olga.get(edit)
    said = {
        name: field.value()
        for name in page.context["form"].fields
        if (field := page.context["form"][name]).value() is not None
    }

    olga.post(edit, {**said, "asset_id": asset.id})

    with scoped(world.olga.scope):
        assert get_device(world.olga.scope, world.device.id).asset_id == asset.id
    assert "Raumfühler 1" in olga.get(address(world, "asset", asset_id=asset.id)).text
    assert (
        "Hallenbad"
        in olga.get(address(world, "device_data", device_id=world.device.id)).text
    )


def test_a_building_shows_the_devices_of_its_rooms_with_their_states(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        house = make_asset(world)
        room = make_asset(world, "Umkleide", parent=house)
        world.device.asset = room
        world.device.save(update_fields=["asset"])

    page = browser(world.olga).get(address(world, "asset", asset_id=house.id)).text
    row = page[page.index("Raumfühler 1") - 300 : page.index("Raumfühler 1") + 150]

    assert "Umkleide" in row
    assert "Unknown" in row


def test_strangers_find_no_asset(world: World, browser: Browser) -> None:
    with scoped(world.olga.scope):
        asset = make_asset(world)
    nora = browser(world.nora)

    for name in ("asset", "asset_edit", "asset_delete"):
        path = reverse(f"web:{name}", args=[world.nord.id, asset.id])
        assert nora.get(path).status_code == 404
    new = reverse("web:asset_new", args=[world.nord.id])
    assert nora.get(new, {"parent": asset.id}).status_code == 404
