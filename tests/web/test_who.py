"""Who may see a device or an asset, as an administrator is told."""

from django.urls import reverse

from progres.accounts.grant_actions import give_access
from progres.accounts.user_actions import change_user
from progres.assets.models import Asset
from progres.database.scope import scoped
from tests.api.calls import caller
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset, make_grant


def page(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def of_device(world: World) -> str:
    return page(world, "device_who", device_id=world.device.id)


def limit_rita(world: World) -> Asset:
    """Limit her to an asset in which nothing hangs."""
    with scoped(world.olga.scope):
        asset = make_asset(world, "Rathaus")
        changes = {"asset_id": asset.id}
        change_user(world.rita.user.id, changes, by=world.olga, at=NOON)
    return asset


def test_people_keys_and_staff_above_are_told_in_plain_words(
    world: World, browser: Browser
) -> None:
    caller(world.rita)
    with scoped(world.olga.scope):
        make_grant(world)

    told = browser(world.olga).get(of_device(world)).text

    assert "Rita Sommer" in told
    assert "Own role in Stadtwerke Musterstadt" in told
    assert "Further access to Hallenbad" in told
    assert "acts as Rita Sommer" in told
    assert "Platform administrator: 1 person" in told
    assert "Otto" not in told
    assert "Nora" not in told


def test_who_is_limited_to_other_assets_is_not_among_them(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    asset = limit_rita(world)

    assert "Rita Sommer" not in olga.get(of_device(world)).text
    told = olga.get(page(world, "asset_who", asset_id=asset.id)).text
    assert "Rita Sommer" in told
    assert "limited to an asset that holds this" in told


def test_who_lost_the_right_is_not_among_them(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    with scoped(world.olga.scope):
        change_user(world.rita.user.id, {"role": "auditor"}, by=world.olga, at=NOON)

    assert "Rita Sommer" not in olga.get(of_device(world)).text


def test_who_comes_from_elsewhere_is_among_them(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    with scoped(world.otto.scope):
        give_access(
            world.nora.user.id,
            role="viewer",
            tenant=world.musterstadt,
            expires_at=None,
            by=world.otto,
            at=NOON,
        )

    assert "Nora Winter" in olga.get(of_device(world)).text


def test_the_page_is_linked_for_who_may_see_users_alone(
    world: World, browser: Browser
) -> None:
    data = page(world, "device_data", device_id=world.device.id)

    assert of_device(world) in browser(world.olga).get(data).text
    assert of_device(world) not in browser(world.rita).get(data).text
