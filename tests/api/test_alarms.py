from collections.abc import Iterator
from typing import Any

import pytest

from progres.alarms.models import Alarm
from progres.database.scope import scoped
from progres.devices.checks import DeviceTypeFields
from progres.devices.type_actions import create_device_type
from tests.api.calls import Caller, caller
from tests.world import NOON, World

CONDITION = {"type": "above", "high": 30, "hysteresis": 1, "for_s": 600, "count": 2}


@pytest.fixture
def olga(world: World) -> Iterator[Caller]:
    with scoped(world.everything):
        yield caller(world.olga)


@pytest.fixture
def alarm(world: World, olga: Caller) -> Alarm:
    alarm = Alarm(
        tenant=world.bad,
        device=world.device,
        name="Zu warm",
        key="temperature",
        type="above",
        high=30,
        severity="major",
        value=31.5,
        raised_at=NOON,
    )
    alarm.save(force_insert=True)
    return alarm


def make_rule(world: World, olga: Caller, **fields: object) -> dict[str, Any]:
    wanted = {
        "name": "Zu warm",
        "device": world.device.id,
        "key": "temperature",
        "condition": CONDITION,
        "severity": "major",
        "emails": ["rita@example.org", "fremd@example.com"],
        **fields,
    }
    answer = olga.post("/alarm-rules", wanted)
    assert answer.status == 201, answer.content
    return dict(answer.content)


def test_a_rule_tells_users_at_once_and_others_after_they_confirmed(
    world: World, olga: Caller
) -> None:
    rule = make_rule(world, olga)

    assert rule["tenant"] == world.musterstadt.id
    assert rule["condition"] == {**CONDITION, "low": None}
    assert rule["recipients"] == [
        {"email": "fremd@example.com", "confirmed": False},
        {"email": "rita@example.org", "confirmed": True},
    ]
    assert olga.get("/alarm-rules").content["items"] == [rule]


def test_a_rule_may_watch_a_type(world: World, olga: Caller) -> None:
    rule = make_rule(world, olga, device=None, device_type=world.device_type.id)

    assert (rule["device"], rule["device_type"]) == (None, world.device_type.id)
    watching = olga.get("/alarm-rules", device=world.device.id).content["items"]
    assert [item["id"] for item in watching] == [rule["id"]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"device_type": 1, "device": None}, None),
        ({"device": None}, "either a device or a type"),
        ({"condition": {"type": "below", "high": 3}}, "needs low"),
        ({"condition": {"type": "outside", "low": 3, "high": 2}}, "must be below"),
        ({"condition": {"type": "sideways"}}, "condition.type"),
        ({"emails": ["nobody"]}, "is not an e-mail address"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    world: World, olga: Caller, changes: dict[str, object], words: str | None
) -> None:
    wanted = {
        "name": "x",
        "device": world.device.id,
        "key": "temperature",
        "condition": CONDITION,
        **changes,
    }
    if words is None:  # both at once
        wanted |= {"device": world.device.id, "device_type": world.device_type.id}
        words = "either a device or a type"
    answer = olga.post("/alarm-rules", wanted)

    assert answer.status == 422
    assert words in answer.content["detail"]


def test_a_rule_on_a_type_that_no_device_there_can_have_is_refused(
    world: World, olga: Caller
) -> None:
    below = {"name": "x", "key": "temperature", "condition": CONDITION}
    with scoped(world.everything):
        private = create_device_type(
            DeviceTypeFields(manufacturer="Muster", model="Nur oben", shared=False),
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
    answer = olga.post(
        "/alarm-rules", {**below, "tenant": world.bad.id, "device_type": private.id}
    )
    assert answer.status == 422
    assert (
        "is not a type that devices of 'Hallenbad' can have"
        in (answer.content["detail"])
    )


def test_a_patch_changes_what_is_given_and_leaves_the_rest(
    world: World, olga: Caller
) -> None:
    rule = make_rule(world, olga)
    below = {"type": "below", "low": 5}

    answer = olga.patch(
        f"/alarm-rules/{rule['id']}", {"condition": below, "enabled": False}
    )

    condition = {**below, "high": None, "hysteresis": 0, "for_s": 0, "count": 1}
    assert answer.content == rule | {"condition": condition, "enabled": False}
    fewer = olga.patch(f"/alarm-rules/{rule['id']}", {"emails": []})
    assert fewer.content["recipients"] == []


def test_a_rule_can_go(world: World, olga: Caller) -> None:
    path = f"/alarm-rules/{make_rule(world, olga)['id']}"

    assert olga.delete(path).status == 204
    assert olga.get(path).status == 404


def test_all_alarms_are_listed_unless_asked_otherwise(
    world: World, olga: Caller, alarm: Alarm
) -> None:
    [shown] = olga.get("/alarms").content["items"]

    assert shown["raised_at"] == "2026-03-01T12:00:00Z"
    assert (shown["value"], shown["cleared_at"]) == (31.5, None)
    assert olga.get(f"/alarms/{alarm.id}").content == shown

    def found(**query: object) -> int:
        return len(olga.get("/alarms", **query).content["items"])

    assert found(state="cleared") == found(tenant=world.musterstadt.id) == 0
    assert found(state="all", device=world.device.id, tenant=world.bad.id) == 1
    assert found(severity="minor") == found(rule=99) == 0
    with scoped(world.everything):
        alarm.cleared_at = NOON
        alarm.save(update_fields=["cleared_at"])
    assert found() == found(state="cleared") == 1
    assert found(state="open") == 0


def test_an_alarm_is_acknowledged_once(olga: Caller, alarm: Alarm) -> None:
    path = f"/alarms/{alarm.id}/acknowledge"

    answer = olga.post(path, {"note": "Fahre hin."})

    assert answer.status == 200
    assert answer.content["acknowledged_by"] == "Olga Keller"
    assert answer.content["note"] == "Fahre hin."
    assert olga.post(path).status == 409


def test_a_reader_and_a_stranger_cannot_acknowledge(
    world: World, olga: Caller, alarm: Alarm
) -> None:
    path = f"/alarms/{alarm.id}/acknowledge"

    assert caller(world.rita).post(path).status == 403
    assert caller(world.nora).post(path).status == 404
