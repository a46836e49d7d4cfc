"""Addresses of wall screens, as machines make and revoke them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from progres.accounts.access import Role
from tests.api.calls import Caller, caller
from tests.world import World, keep


def fields(**changes: object) -> dict[str, object]:
    expires_at = (timezone.now() + timedelta(days=30)).isoformat()
    return {"name": "Foyer", "shown": "alarms", "expires_at": expires_at, **changes}


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_an_address_is_told_once_and_ends_when_it_is_revoked(olga: Caller) -> None:
    made = olga.post("/display-tokens", fields())

    assert made.status == 201
    path = made.content["url"].removeprefix(settings.BASE_URL)
    assert Client().get(path).status_code == 200
    (listed,) = olga.get("/display-tokens").content["items"]
    assert listed.pop("last_used_at") is not None
    assert listed == {
        k: v for k, v in made.content.items() if k not in {"url", "last_used_at"}
    }
    assert olga.delete(f"/display-tokens/{made.content['id']}").status == 204
    assert Client().get(path).status_code == 404


def test_a_screen_of_a_device_is_its_instances(world: World, olga: Caller) -> None:
    made = olga.post("/display-tokens", fields(shown="device", device=world.device.id))

    assert made.content["tenant"] == world.bad.id


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "Fo\u202eyer"},
        {"shown": "users"},
        {"shown": "device"},
        {"device": 1},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2999-01-01T00:00:00Z"},
        {"surprise": 1},
    ],
)
def test_what_cannot_be_a_screen_is_refused(
    olga: Caller, changes: dict[str, object]
) -> None:
    refused = olga.post("/display-tokens", fields(**changes))

    assert refused.status == 422
    assert refused.content["detail"].endswith(".")
    assert olga.get("/display-tokens").content["items"] == []


def test_who_has_no_right_makes_none_and_a_key_needs_what_the_screen_shows(
    world: World, olga: Caller
) -> None:
    world.rita.user.role = Role.ALARM_EDITOR
    keep(world.rita.user)
    assert caller(world.rita).post("/display-tokens", fields()).status == 403
    end = (timezone.now() + timedelta(days=1)).isoformat()
    rights = ["displays.edit", "alarms.view", "devices.view"]
    key = olga.post(
        "/api-keys",
        {"name": "Screens", "read_only": False, "permissions": rights}
        | {"expires_at": end},
    )

    refused = Caller(key.content["key"]).post("/display-tokens", fields())

    assert (refused.status, "readings.view" in refused.content["detail"]) == (403, True)


def test_strangers_see_make_and_revoke_nothing(world: World, olga: Caller) -> None:
    nora = caller(world.nora)
    number = olga.post("/display-tokens", fields()).content["id"]

    assert nora.get("/display-tokens").content["items"] == []
    assert nora.delete(f"/display-tokens/{number}").status == 404
    of_device = fields(shown="device", device=world.device.id)
    assert nora.post("/display-tokens", of_device).status == 404
    assert nora.post("/display-tokens", fields(tenant=world.bad.id)).status == 404
    assert len(olga.get("/display-tokens").content["items"]) == 1
