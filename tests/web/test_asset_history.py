"""Which devices were in an asset, as its page, that of the device and the API show it."""

from django.urls import reverse

from progres.accounts.user_actions import change_user
from progres.database.scope import scoped
from progres.devices.actions import register_many
from progres.devices.checks import DeviceFields
from tests.api.calls import caller
from tests.devices.test_places import hang
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset


def test_pages_and_api_show_it_to_those_who_see_the_asset(
    world: World, browser: Browser
) -> None:
    olga, rita = browser(world.olga), browser(world.rita)
    with scoped(world.olga.scope):
        hall, town = make_asset(world), make_asset(world, "Rathaus")
        hang(world, hall, 1)
        hang(world, town, 2)
        stays = DeviceFields(
            dev_eui="24e124710c14000b", name="Bleibt", asset_id=hall.id
        )
        register_many(
            [stays],
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )
        changes = {"role": "viewer", "asset_id": hall.id}
        change_user(world.rita.user.id, changes, by=world.olga, at=NOON)
    page = reverse("web:asset", args=[world.musterstadt.id, hall.id])
    device = reverse("web:device_data", args=[world.musterstadt.id, world.device.id])

    assert "Were here" in olga.get(page).text
    assert "Where it hung" in olga.get(device).text
    assert "Raumfühler 1" in rita.get(page).text
    assert reverse("web:device", args=[world.musterstadt.id, world.device.id]) not in (
        rita.get(page).text
    )
    for who, names in (
        (world.olga, ["Hallenbad", "Rathaus"]),
        (world.rita, ["Hallenbad"]),
        (world.nora, []),
    ):
        found = caller(who).get("/device-places", device=world.device.id).content
        assert [place["asset_name"] for place in found["items"]] == names
