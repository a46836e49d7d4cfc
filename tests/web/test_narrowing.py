"""Pages as somebody sees them whose role ends at an asset."""

from django.urls import reverse

from progres.accounts.lookups import account_of
from progres.accounts.user_actions import change_user
from progres.assets.models import Asset
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def hall(world: World) -> Asset:
    """An asset in which nothing hangs, and to which Rita's role is limited."""
    with scoped(world.olga.scope):
        asset = make_asset(world, "Rathaus")
        changes = {"role": "instance-admin", "asset_id": asset.id}
        change_user(world.rita.user.id, changes, by=world.olga, at=NOON)
    return asset


def test_a_role_is_limited_on_the_page_of_the_person(
    world: World, browser: Browser
) -> None:
    olga, page = browser(world.olga), address(world, "user", user_id=world.rita.user.id)
    assert "Only in the asset" not in olga.get(page).text
    with scoped(world.olga.scope):
        asset = make_asset(world, "Rathaus")
    assert "Only in the asset" in olga.get(page).text

    said = {"first_name": "Rita", "last_name": "Sommer", "language": "de"}
    olga.post(page, {**said, "role": "viewer", "asset_id": asset.id})

    rita = account_of(world.rita.user.id)
    assert rita is not None
    assert rita.asset_id == asset.id


def test_pages_show_nothing_of_the_rest(world: World, browser: Browser) -> None:
    rita = browser(world.rita)
    hall(world)

    for name in ("overview", "device_list", "places", "asset_list", "alarm_list"):
        page = rita.get(address(world, name))
        assert page.status_code == 200, name
        assert "Raumfühler" not in page.text, name
        assert "Hallenbad" not in page.text, name
    assert (
        "Raumfühler" not in rita.get(address(world, "device_list"), {"q": "24e1"}).text
    )
    for name in ("device", "device_data", "device_alarms", "device_edit"):
        device = address(world, name, device_id=world.device.id)
        assert rita.get(device).status_code == 404, name
    for name in (
        "user_list",
        "connection_list",
        "unassigned_list",
        "audit",
        "role_list",
    ):
        assert rita.get(address(world, name)).status_code == 403, name
