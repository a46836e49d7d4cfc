"""The page of the resolution, and what the API says of it."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from progres.database.scope import scoped
from progres.readings.models import ResolutionPolicy
from tests.readings.setting import prepare, store
from tests.web.conftest import Browser
from tests.world import NOON, World

STEP = {"medium": "", "role": "", "resolution": "hour", "days": ""}


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def test_a_step_is_added_holds_at_once_and_is_removed(
    world: World, browser: Browser
) -> None:
    with transaction.atomic(), scoped(world.everything):
        prepare(world)
        store(world, NOON, {"temperature": 21.5})
        olga, page = browser(world.olga), address(world, "resolution")
        readings = f"/api/v1/devices/{world.device.id}/readings"
        asked = {
            "keys": "temperature",
            "from": f"{NOON - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
            "to": f"{NOON + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        }
        assert "Nothing is bound" in olga.get(page).text
        assert olga.get(readings, asked).json()["series"][0]["resolution"] is None

        assert olga.post(page, STEP).headers["Location"] == page

        assert "Devices without a measuring point" in olga.get(page).text
        assert olga.get(readings, asked).json()["series"][0] == {
            "key": "temperature",
            "unit": "°C",
            "points": [["2026-03-01T12:00:00Z", 21.5]],
            "truncated": False,
            "resolution": "hour",
        }
        assert "remove it first" in olga.post(page, STEP).text
        [policy] = ResolutionPolicy.objects.of(world.olga.scope)
        olga.post(address(world, "resolution_remove", policy_id=policy.id))
        assert "Nothing is bound" in olga.get(page).text


def test_heat_data_are_released_for_a_reason_and_kept_again(
    world: World, browser: Browser
) -> None:
    olga, page = browser(world.olga), address(world, "resolution")
    change = address(world, "heat_release")

    assert "A reason is missing" in olga.post(change, follow=True).text
    olga.post(change, {"reason": "Leckwarnung"})
    assert "Leckwarnung" in olga.get(page).text
    olga.post(change)
    assert "Leckwarnung" not in olga.get(page).text


def test_who_may_only_look_changes_nothing(world: World, browser: Browser) -> None:
    rita = browser(world.rita)

    assert rita.get(address(world, "resolution")).status_code == 403
    assert rita.post(address(world, "heat_release"), {"reason": "x"}).status_code == 403


def test_steps_from_above_are_shown_without_their_instance(
    world: World, browser: Browser
) -> None:
    operators = reverse("web:resolution", args=[world.operator.id])
    browser(world.otto).post(operators, {**STEP, "medium": "water", "days": "30"})

    page = browser(world.olga).get(address(world, "resolution")).text

    assert "From an instance above" in page
    assert "Remove" not in page
    stranger = browser(world.nora).get(address(world, "resolution"))
    assert stranger.status_code == 404
