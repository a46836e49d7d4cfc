"""Many devices at once, deleted ones and exchanges of sensors by the API."""

import pytest

from tests.api.calls import Caller, caller
from tests.world import DEV_EUI, World


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_a_preview_changes_nothing_and_what_is_out_of_reach_is_not_there(
    world: World, olga: Caller
) -> None:
    said = {
        "devices": [world.device.id],
        "action": "edit",
        "changes": {"status": "planned", "add_tags": ["Los 3"]},
    }
    expected = {"touched": [world.device.id], "refused": [], "unchanged": 0}

    assert olga.post("/devices/bulk", {**said, "preview": True}).content == expected
    assert olga.get(f"/devices/{world.device.id}").content["tags"] == []
    assert olga.post("/devices/bulk", said).content == expected
    assert olga.get(f"/devices/{world.device.id}").content["status"] == "planned"
    assert olga.post("/devices/bulk", said).content["unchanged"] == 1
    assert caller(world.nora).post("/devices/bulk", said).status == 404
    missing = {**said, "devices": [world.device.id, 999_999]}
    assert olga.post("/devices/bulk", missing).status == 404


def test_a_deleted_device_is_listed_and_restored(world: World, olga: Caller) -> None:
    olga.post("/devices/bulk", {"devices": [world.device.id], "action": "delete"})

    listed = olga.get("/devices/deleted").content["items"]

    assert [item["id"] for item in listed] == [world.device.id]
    assert caller(world.nora).get("/devices/deleted").content["items"] == []
    address = f"/devices/{world.device.id}/restore"
    assert caller(world.nora).post(address, {}).status == 404
    assert olga.post(address, {}).content["dev_eui"] == DEV_EUI
    assert olga.post(address, {}).status == 404


def test_a_sensor_is_exchanged_and_the_exchange_undone(
    world: World, olga: Caller
) -> None:
    address = f"/devices/{world.device.id}/exchanges"

    answer = olga.post(address, {"dev_eui": "24E124710C1400AA", "reason": "battery"})

    assert (answer.status, answer.content["dev_eui"]) == (201, "24e124710c1400aa")
    (noted,) = olga.get(address).content["items"]
    assert (noted["dev_eui"], noted["reason"]) == (DEV_EUI, "battery")
    strange = caller(world.nora)
    assert strange.get(address).status == 404
    assert strange.delete(f"{address}/{noted['id']}").status == 404
    assert olga.delete(f"{address}/{noted['id']}").content["dev_eui"] == DEV_EUI
