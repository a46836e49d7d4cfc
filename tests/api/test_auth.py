"""Who may call, what a key sees, and what others are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from progres.accounts.actions import create_api_key
from progres.accounts.membership import Membership
from tests.api.calls import Caller, answer_of, caller
from tests.world import World, keep

LISTS = [
    "/tenants",
    "/assets",
    "/device-types",
    "/devices",
    "/connections",
    "/unassigned-uplinks",
    "/gateways",
    "/alarm-rules",
    "/alarms",
    "/audit-events",
]


@pytest.mark.parametrize("path", LISTS)
def test_without_a_key_nothing_is_told(world: World, path: str) -> None:
    answer = answer_of(Client().get(f"/api/v1{path}"))

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="PROGRES"'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.content["detail"] == (
        "This needs a valid key: send 'Authorization: Bearer pk_…'."
    )


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer pk_wrong", "Basic b2xnYTp4"])
def test_a_wrong_key_is_no_key(world: World, header: str) -> None:
    response = Client(headers={"Authorization": header}).get("/api/v1/devices")

    assert response.status_code == 401


def test_an_expired_key_is_no_key(world: World) -> None:
    past = timezone.now() - timedelta(days=3)
    key = create_api_key(
        email=world.olga.user.email,
        name="Alt",
        read_only=False,
        expires_at=past + timedelta(days=1),
        at=past,
    )

    assert Caller(key).get("/devices").status == 401


def test_the_key_of_a_disabled_user_is_no_key(world: World) -> None:
    olga = caller(world.olga)
    world.olga.user.is_active = False
    keep(world.olga.user)

    assert olga.get("/devices").status == 401


def test_a_key_sees_the_own_instance_and_what_is_below(world: World) -> None:
    def names(person: Membership) -> list[str]:
        items = caller(person).get("/tenants").content["items"]
        return [item["short_name"] for item in items]

    assert names(world.olga) == ["musterstadt", "bad"]
    assert names(world.nora) == ["nord"]
    assert set(names(world.otto)) == {"operator", "musterstadt", "nord", "bad"}


@pytest.mark.parametrize("path", LISTS[1:-1])  # the log tells of themselves
def test_strangers_see_empty_lists(world: World, path: str) -> None:
    answer = caller(world.nora).get(path)

    assert answer.status == 200
    assert answer.content == {"items": [], "next_cursor": None}


def test_what_is_not_in_reach_answers_like_what_does_not_exist(world: World) -> None:
    nora = caller(world.nora)
    for path, known in (
        ("/tenants/{}", world.bad.id),
        ("/device-types/{}", world.device_type.id),
        ("/devices/{}", world.device.id),
        ("/devices/{}/latest", world.device.id),
        ("/devices/{}/readings?keys=a", world.device.id),
        ("/devices/{}/uplinks", world.device.id),
        ("/connections/{}", world.connection.id),
    ):
        theirs, nobodys = nora.get(path.format(known)), nora.get(path.format(99_999))
        assert (theirs.status, theirs.content) == (404, nobodys.content), path


def test_strangers_change_nothing(world: World) -> None:
    nora = caller(world.nora)
    device, device_type = f"/devices/{world.device.id}", world.device_type.id

    assert nora.patch(device, {"name": "Meins"}).status == 404
    assert nora.delete(device).status == 404
    assert nora.delete(f"/connections/{world.connection.id}").status == 404
    assert nora.patch(f"/device-types/{device_type}", {"model": "x"}).status == 404
    taken = {"dev_eui": "24e1247100000009", "name": "x", "device_type": device_type}
    assert nora.post("/devices", taken).status == 404
    assert nora.post("/devices", {**taken, "tenant": world.bad.id}).status == 404
    assert caller(world.olga).get(device).content["name"] == "Raumfühler 1"


def test_a_read_only_key_reads_and_does_not_write(world: World) -> None:
    olga = caller(world.olga, read_only=True)

    assert olga.get("/devices").status == 200
    answer = olga.post("/tenants", {"name": "Neu", "short_name": "neu"})
    assert answer.status == 403
    assert "tenants.create" in answer.content["detail"]
    # A right to see that also lets people end what they see.
    assert olga.delete("/support-accesses/1").status == 403


def test_a_reader_lacks_the_right_to_see_connections(world: World) -> None:
    rita = caller(world.rita)

    assert rita.get("/devices").status == 200
    assert rita.get("/connections").status == 403


def test_a_signed_in_person_reads_with_the_session_and_does_not_write(
    world: World,
) -> None:
    client = Client()
    client.force_login(world.olga.user)

    assert client.get(f"/api/v1/devices/{world.device.id}").status_code == 200
    refused = client.delete(f"/api/v1/devices/{world.device.id}")
    assert refused.status_code == 401


def test_a_wrong_key_does_not_fall_back_on_the_session(world: World) -> None:
    client = Client(headers={"Authorization": "Bearer pk_wrong"})
    client.force_login(world.olga.user)

    assert client.get("/api/v1/devices").status_code == 401
