"""Who of the people with an account is responsible for an asset."""

import pytest
from django.test import Client
from django.urls import reverse

from progres.accounts.user_actions import delete_user
from progres.assets.models import Asset
from progres.assets.queries import get_asset
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.api.calls import caller
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset

SAID = {"name": "Hallenbad", "kind": "building"}


@pytest.fixture
def hall(world: World) -> Asset:
    with scoped(world.olga.scope):
        return make_asset(world)


def page(world: World, name: str, asset: Asset) -> str:
    return reverse(f"web:{name}", args=[world.musterstadt.id, asset.id])


def responsible(world: World, hall: Asset) -> int | None:
    with scoped(world.everything):
        return get_asset(world.everything, hall.id).responsible_id


def choose(client: Client, world: World, hall: Asset, who: object) -> str:
    edit = page(world, "asset_edit", hall)
    return client.post(edit, {**SAID, "responsible_id": str(who)}, follow=True).text


def test_a_person_with_an_account_is_responsible_and_shown_with_the_asset(
    world: World, browser: Browser, hall: Asset
) -> None:
    olga, rita = browser(world.olga), world.rita.user
    with scoped(world.everything):
        rita.phone = "+49 231 5550"
        rita.save(update_fields=["phone"])

    form = olga.get(page(world, "asset_edit", hall)).text
    shown = choose(olga, world, hall, rita.id)

    assert "Rita Sommer</option>" in form
    assert "Nora Winter" not in form
    for said in ("Responsible person", "Rita Sommer", "rita@example.org", "+49 231"):
        assert said in shown
    with scoped(world.everything):
        looks = AuditEntry.objects.filter(action="asset.viewed")
        (changed,) = AuditEntry.objects.filter(action="asset.changed")
        assert looks.count() == 1
    assert changed.details["responsible"] == ["", "…"]


@pytest.mark.parametrize("who", ["nora", "otto"])
def test_strangers_and_people_out_of_sight_cannot_be_chosen(
    world: World, browser: Browser, hall: Asset, who: str
) -> None:
    stranger = getattr(world, who).user.id

    assert "is not one of the available" in choose(
        browser(world.olga), world, hall, stranger
    )
    answer = caller(world.olga).patch(f"/assets/{hall.id}", {"responsible": stranger})
    assert answer.status == 422
    assert "There is no such person" in str(answer.content)
    assert responsible(world, hall) is None


def test_whoever_is_above_stays_and_is_not_named_to_those_below(
    world: World, browser: Browser, hall: Asset
) -> None:
    otto = world.otto.user
    answer = caller(world.otto).patch(f"/assets/{hall.id}", {"responsible": otto.id})
    assert (answer.status, answer.content["responsible"]) == (200, otto.id)

    olga = browser(world.olga)
    shown = choose(olga, world, hall, otto.id)

    assert "Somebody of an instance above." in shown
    assert "Otto Berger" not in shown
    assert responsible(world, hall) == otto.id
    choose(olga, world, hall, "")
    assert responsible(world, hall) is None


def test_who_may_see_no_accounts_neither_chooses_nor_changes_anybody(
    world: World, browser: Browser, hall: Asset
) -> None:
    choose(browser(world.olga), world, hall, world.olga.user.id)
    world.rita.user.role = "device-manager"
    rita = browser(world.rita)

    form = rita.get(page(world, "asset_edit", hall)).text
    saved = choose(rita, world, hall, world.rita.user.id)

    assert "responsible_id" not in form
    assert "Saved." in saved
    assert responsible(world, hall) == world.olga.user.id


def test_nobody_is_responsible_once_the_account_is_gone(
    world: World, browser: Browser, hall: Asset
) -> None:
    choose(browser(world.olga), world, hall, world.rita.user.id)

    with scoped(world.olga.scope):
        delete_user(world.rita.user.id, by=world.olga, at=NOON)

    assert responsible(world, hall) is None
