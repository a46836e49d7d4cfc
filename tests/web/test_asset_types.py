"""Types of assets and their fields, as an administrator makes and fills them in."""

from django.urls import reverse

from progres.assets.models import Asset, AssetType
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import World, make_asset, make_asset_type

ROWS = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}


def address(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def test_a_type_is_made_changed_and_deleted(world: World, browser: Browser) -> None:
    olga, types = browser(world.olga), address(world, "asset_type_list")
    assert "No types of your own yet" in olga.get(types).text
    new, row = address(world, "asset_type_new"), {"form-0-key": "Bau Jahr"}
    said = {"name": "Pumpwerk", "shared": "on", "form-0-kind": "number", **ROWS}

    assert "is not a key" in olga.post(new, {**said, **row}).text
    row = {"form-0-key": "built", "form-0-label_en": "Built in", "form-0-unit": "a"}
    page = olga.post(new, {**said, **row}, follow=True).text

    assert "Built in" in page
    with scoped(world.olga.scope):
        made = AssetType.objects.of(world.olga.scope).get()
    edit = address(world, "asset_type_edit", asset_type_id=made.id)
    assert 'value="built"' in olga.get(edit).text
    olga.post(edit, {**said, **row, "name": "Hebewerk", "form-0-DELETE": "on"})
    with scoped(world.olga.scope):
        made.refresh_from_db()
    assert (made.name, made.field_specs) == ("Hebewerk", [])
    delete = address(world, "asset_type_delete", asset_type_id=made.id)
    assert "was deleted" in olga.post(delete, {"confirm": "Hebewerk"}, follow=True).text


def test_the_form_of_an_asset_asks_what_the_chosen_type_asks(
    world: World, browser: Browser
) -> None:
    olga, new = browser(world.olga), address(world, "asset_new")
    with scoped(world.olga.scope):
        station = make_asset_type(world)
    said = {"name": "Pumpwerk Nord", "kind": f"type-{station.id}"}
    assert "Drive" not in olga.get(new).text

    asked = olga.post(new, {**said, "reload": "1"}).text
    assert "Drive" in asked
    assert "This field is required" not in asked
    assert "This field is required" in olga.post(new, said).text
    own = {"own_drive": "diesel", "own_power": "7.5", "own_fenced": "false"}
    page = olga.post(
        new, {**said, **own, "own_inspected_on": "2026-03-01"}, follow=True
    ).text

    for shown in ("Pumpwerk", "diesel", "7.5\u202fkW", "1 Mar 2026", "No"):
        assert shown in page
    with scoped(world.olga.scope):
        asset = Asset.objects.of(world.olga.scope).get()
    assert asset.values == {
        "drive": "diesel",
        "power": 7.5,
        "fenced": False,
        "inspected_on": "2026-03-01",
    }
    edit = address(world, "asset_edit", asset_id=asset.id)
    assert 'value="2026-03-01"' in olga.get(edit).text


def test_a_place_is_on_the_map_in_the_worst_state_of_what_hangs_there(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    with scoped(world.olga.scope):
        hall = make_asset(world)
    edit = address(world, "asset_edit", asset_id=hall.id)
    said = {"name": "Hallenbad", "kind": "building", "contacts": "Klara Lenz"}
    assert "needs latitude" in olga.post(edit, {**said, "longitude": "13,4"}).text

    page = olga.post(
        edit, {**said, "latitude": "52,52", "longitude": "13,4"}, follow=True
    ).text

    assert "Klara Lenz" in page
    place = address(world, "asset_place", asset_id=hall.id)
    assert f'<device-map src="{place}"' in page
    [feature] = olga.get(place).json()["features"]
    assert feature["geometry"]["coordinates"] == [13.4, 52.52]
    assert feature["properties"]["state"] == "unknown"
