from typing import Any

import pytest

from tests.api.calls import Caller, caller
from tests.world import VALUE_SPECS, World

METER: dict[str, Any] = {
    "manufacturer": "Muster Wasser",
    "model": "Q3",
    "codec": {"language": "javascript", "source": "function decodeUplink() {}"},
    "values": [
        {"key": "volume", "label_de": "Volumen", "unit": "m³", "kind": "counter"}
    ],
    "expected_interval_s": 43_200,
}


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_a_type_answers_with_its_codec_and_completed_values(
    world: World, olga: Caller
) -> None:
    answer = olga.post("/device-types", METER)

    assert answer.status == 201
    assert answer.content["tenant"] == world.musterstadt.id
    assert answer.content["codec"] == METER["codec"]
    assert answer.content["expected_interval_s"] == 43_200
    assert answer.content["values"] == [
        {
            "key": "volume",
            "label_de": "Volumen",
            "label_en": "Volumen",
            "unit": "m³",
            "kind": "counter",
        }
    ]


def test_the_list_leaves_the_codecs_out(world: World, olga: Caller) -> None:
    [item] = olga.get("/device-types").content["items"]

    assert "codec" not in item
    assert [value["key"] for value in item["values"]] == [s["key"] for s in VALUE_SPECS]


def test_a_type_of_a_model_that_exists_is_a_conflict(olga: Caller) -> None:
    assert olga.post("/device-types", METER).status == 201
    assert olga.post("/device-types", METER).status == 409


def test_a_key_described_twice_is_refused(olga: Caller) -> None:
    answer = olga.post(
        "/device-types", METER | {"values": [{"key": "a"}, {"key": "a"}]}
    )

    assert answer.status == 422
    assert answer.content["detail"] == (
        "The key 'a' is described twice; describe it once."
    )


def test_a_patch_changes_what_is_given_and_leaves_the_rest(olga: Caller) -> None:
    before = olga.post("/device-types", METER).content

    changed = olga.patch(f"/device-types/{before['id']}", {"codec": None})
    again = olga.patch(f"/device-types/{before['id']}", {"expected_interval_s": 60})

    assert changed.content == before | {"codec": None}
    assert again.content == changed.content | {"expected_interval_s": 60}


def test_a_type_in_use_stays(world: World, olga: Caller) -> None:
    answer = olga.delete(f"/device-types/{world.device_type.id}")

    assert answer.status == 409
    assert "still has devices" in answer.content["detail"]


def test_a_type_whose_devices_are_deleted_can_go(world: World, olga: Caller) -> None:
    path = f"/device-types/{world.device_type.id}"
    olga.delete(f"/devices/{world.device.id}")

    assert olga.delete(path).status == 204
    assert olga.get(path).status == 404


def test_an_unused_type_can_go(olga: Caller) -> None:
    path = f"/device-types/{olga.post('/device-types', METER).content['id']}"

    assert olga.delete(path).status == 204
    assert olga.get(path).status == 404


def test_a_shared_type_from_above_can_be_used_but_not_changed(
    world: World, olga: Caller
) -> None:
    shared = caller(world.otto).post("/device-types", METER).content
    path = f"/device-types/{shared['id']}"

    assert olga.get(path).content == shared
    assert olga.patch(path, {"model": "Q4"}).status == 404
    device = {"dev_eui": "0" * 16, "name": "Zähler", "device_type": shared["id"]}
    assert olga.post("/devices", device).status == 201
