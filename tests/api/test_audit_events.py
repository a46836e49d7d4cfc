"""The audit log for programs."""

from dataclasses import replace

import pytest

from progres.accounts.membership import Origin
from progres.accounts.sign_ins import note_sign_in
from progres.accounts.user_actions import change_user
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.database.scope import scoped
from progres.devices.actions import change_device
from progres.devices.checks import said_of_device
from tests.api.calls import Caller, caller
from tests.world import NOON, World

PATH = "/audit-events"


@pytest.fixture
def olga(world: World) -> Caller:
    origin = Origin(
        ip="192.0.2.1", browser="Firefox", browser_version="140.0", system="Linux"
    )
    by = replace(world.olga, origin=origin)
    with scoped(by.scope):
        fields = replace(said_of_device(world.device), name="Fühler")
        change_device(world.device.id, fields, by=by, at=NOON)
    return caller(world.olga)


def test_an_entry_says_everything(world: World, olga: Caller) -> None:
    (found,) = olga.get(PATH, action="device.changed").content["items"]

    del found["id"]
    assert found == {
        "at": "2026-03-01T12:00:00Z",
        "user": "Olga Keller",
        "ip": "192.0.2.1",
        "browser": "Firefox",
        "browser_version": "140.0",
        "os": "Linux",
        "tenant": world.bad.id,
        "action": "device.changed",
        "target": {"type": "device", "id": str(world.device.id), "name": "Fühler"},
        "changes": {"name": ["Raumfühler 1", "Fühler"]},
    }


def test_of_a_person_programs_are_told_what_others_did(
    world: World, olga: Caller
) -> None:
    with scoped(world.olga.scope):
        note_sign_in(world.rita.user, by=world.rita.actor, at=NOON)
        change_user(world.rita.user.id, {"phone": "1"}, by=world.olga, at=NOON)

    answer = olga.get(PATH, target=f"user:{world.rita.user.id}")

    found = {(item["user"], item["action"]) for item in answer.content["items"]}
    assert found == {("Olga Keller", "user.changed")}


def test_filters_narrow_the_list(world: World, olga: Caller) -> None:
    def actions(**query: object) -> list[str]:
        answer = olga.get(PATH, **query)
        assert answer.status == 200, answer.content
        return [item["action"] for item in answer.content["items"]]

    thing = f"device:{world.device.id}"
    assert actions(target=thing) == ["device.changed", "device.created"]
    assert actions(target=thing, to="2026-03-01T12:00:00Z") == []
    assert actions(target=thing, **{"from": "2026-03-01T12:00:00Z"}) != []
    assert set(actions(tenant=world.bad.id)) == {"device.created", "device.changed"}
    assert actions(tenant=world.nord.id) == []
    assert "tenant.created" in actions()


def test_parts_follow_each_other(world: World, olga: Caller) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        part = olga.get(PATH, limit=3, cursor=cursor, tenant=world.bad.id).content
        seen += [item["id"] for item in part["items"]]
        cursor = part["next_cursor"] or ""
        if not cursor:
            break

    assert seen == sorted(set(seen), reverse=True)
    assert olga.get(PATH, cursor="nonsense").status == 422


def test_a_target_is_a_kind_and_an_id(olga: Caller) -> None:
    assert olga.get(PATH, target="device").status == 422


def test_readers_and_strangers(world: World, olga: Caller) -> None:
    assert caller(world.rita).get(PATH).status == 403
    items = caller(world.nora).get(PATH).content["items"]
    assert {item["tenant"] for item in items} == {world.nord.id}


def test_reading_the_log_is_an_entry(world: World, olga: Caller) -> None:
    olga.get(PATH)

    found = olga.get(PATH, action="audit_log.viewed").content["items"]
    assert [item["user"] for item in found] == ["Olga Keller"]


def test_nothing_is_told_of_another_instance(world: World, olga: Caller) -> None:
    with scoped(world.nora.scope):
        record(
            "device.changed",
            tenant_id=world.nord.id,
            target=Target("device", "1", "Geheim"),
            by=world.nora.actor,
            at=NOON,
        )

    assert "Geheim" not in str(olga.get(PATH).content)
