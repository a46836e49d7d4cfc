"""Measuring points and exchanges of meters, as machines keep them."""

from typing import Any

import pytest

from progres.database.scope import scoped
from progres.devices.models import Device
from tests.api.calls import Caller, caller
from tests.metering.setting import make_counter_type, make_reader
from tests.readings.setting import prepare, store
from tests.world import NOON, World, make_asset

POWER = {
    "name": "Rathaus Netzbezug",
    "medium": "electricity",
    "market_location": "512 386 967 81",
    "metering_location": "de00056266802ao6g56m11sn51g21m24s",
    "obis": "1.0.1.8.0.255",
    "transformer_factor": 40,
}
FIRST = {
    "moment": "2026-03-01T06:00:00Z",
    "meter_number": "ALT 1",
    "first_reading": 100,
}
NEXT = {
    "moment": "2026-03-01T10:00:00Z",
    "meter_number": "NEU 2",
    "last_reading": 110,
    "first_reading": 3,
    "reason": "calibration",
    "calibrated_until": 2032,
}


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


@pytest.fixture
def device(world: World) -> Device:
    with scoped(world.olga.scope):
        return make_reader(world, make_counter_type(world))


def made(by: Caller, **fields: object) -> Any:
    said = {"name": "Kaltwasser", "medium": "water", **fields}
    answer = by.post("/measuring-points", said)
    assert answer.status == 201, answer.content
    return answer.content


def put_in(by: Caller, point: Any, said: dict[str, object], **more: object) -> Any:
    answer = by.post(
        "/meter-exchanges", {"measuring_point": point["id"], **said, **more}
    )
    assert answer.status == 201, answer.content
    return answer.content


def test_a_point_is_made_found_changed_and_deleted(world: World, olga: Caller) -> None:
    with scoped(world.olga.scope):
        asset = make_asset(world)
    point = made(olga, **POWER, asset=asset.id)

    assert point["market_location"] == "51238696781"
    assert point["metering_location"] == "DE00056266802AO6G56M11SN51G21M24S"
    assert (point["obis"], point["unit"]) == ("1-0:1.8.0", "kWh")
    assert (point["meter_number"], point["device"]) == (None, None)
    path = f"/measuring-points/{point['id']}"
    assert olga.get(path).content == point
    assert olga.get("/measuring-points", q="512386").content["items"] == [point]
    assert olga.get("/measuring-points", medium="gas").content["items"] == []
    changed = olga.patch(path, {"name": "Rathaus", "asset": None}).content
    assert changed == {**point, "name": "Rathaus", "asset": None}
    assert olga.delete(path).status == 204
    assert olga.get(path).status == 404


def test_a_wrong_check_digit_is_told_with_the_right_one(olga: Caller) -> None:
    refused = olga.post(
        "/measuring-points", {**POWER, "market_location": "51238696780"}
    )

    assert refused.status == 422
    assert "the last digit would have to be 1 and not 0" in refused.content["detail"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"medium": "air"}, 422),
        ({"medium": "gas"}, 422),
        ({"name": ""}, 422),
        ({"transformer_factor": 0}, 422),
        ({"asset": 999_999}, 422),
        ({"tenant": 999_999}, 404),
        ({"meter": "1"}, 422),
    ],
)
def test_what_is_no_measuring_point_is_refused(
    olga: Caller, fields: dict[str, object], status: int
) -> None:
    assert olga.post("/measuring-points", {**POWER, **fields}).status == status


def test_an_exchange_is_noted_and_undone(
    world: World, olga: Caller, device: Device
) -> None:
    point = made(olga, tenant=world.bad.id)
    old = put_in(olga, point, FIRST)
    new = put_in(olga, point, NEXT, device=device.id)

    path = f"/measuring-points/{point['id']}"
    shown = olga.get(path).content
    assert (shown["meter_number"], shown["device"]) == ("NEU 2", device.id)
    assert (new["key"], new["moment"]) == ("volume", NEXT["moment"])
    listed = olga.get("/meter-exchanges", measuring_point=point["id"]).content["items"]
    assert listed == [
        {**old, "removed_at": NEXT["moment"], "last_reading": 110.0},
        new,
    ]
    refused = olga.delete(f"/meter-exchanges/{old['id']}")
    assert (refused.status, "undo that" in refused.content["detail"]) == (409, True)
    assert olga.delete(f"/meter-exchanges/{new['id']}").status == 204
    assert olga.get("/meter-exchanges").content["items"] == [old]


def test_a_meter_is_taken_out_and_put_back(world: World, olga: Caller) -> None:
    point = made(olga, tenant=world.bad.id)
    meter = put_in(olga, point, FIRST)
    removal = f"/meter-exchanges/{meter['id']}/removal"
    said = {"moment": NEXT["moment"], "last_reading": 110.0}

    gone = olga.post(removal, said)

    assert gone.content == {
        **meter,
        "removed_at": NEXT["moment"],
        "last_reading": 110.0,
    }
    assert olga.post(removal, said).status == 422
    assert caller(world.nora).delete(removal).status == 404
    assert olga.delete(removal).content == meter


def test_an_exchange_without_a_last_reading_is_refused(
    olga: Caller, world: World
) -> None:
    point = made(olga, tenant=world.bad.id)
    put_in(olga, point, FIRST)

    for missing in ("last_reading", "first_reading"):
        said = {**NEXT, missing: None, "measuring_point": point["id"]}
        assert olga.post("/meter-exchanges", said).status == 422
    said = {**NEXT, "measuring_point": point["id"]}
    assert olga.post("/meter-exchanges", {**said, "device": 999_999}).status == 404
    unread = {**said, "device": world.device.id}
    assert olga.post("/meter-exchanges", unread).status == 422


def test_the_series_goes_on_over_the_exchange(
    world: World, olga: Caller, device: Device
) -> None:
    point = made(olga, tenant=world.bad.id)
    put_in(olga, point, FIRST)
    new = put_in(olga, point, NEXT, device=device.id)
    with scoped(world.everything):
        prepare(world)
        store(world, NOON, {"volume": 4.5}, device_id=device.id)
    path, day = f"/measuring-points/{point['id']}/series", "2026-03-01T{}:00:00Z"
    period = {"from": day.format("00"), "to": day.format("23")}

    counted = olga.get(path, **period).content["series"]
    both = olga.get(path, **period, keys=f"{new['id']},counted", buckets=1).content

    assert counted == [
        {
            "key": "counted",
            "unit": "m³",
            "points": [
                [day.format("06"), 0.0],
                [day.format("10"), 10.0],
                [day.format("12"), 11.5],
            ],
            "truncated": False,
            "resolution": None,
        }
    ]
    assert [series["key"] for series in both["series"]] == [str(new["id"]), "counted"]
    assert olga.get(path, keys="volume").status == 422


def test_strangers_see_and_change_nothing(olga: Caller, world: World) -> None:
    point = made(olga, tenant=world.bad.id)
    meter = put_in(olga, point, FIRST)
    nora = caller(world.nora)

    assert nora.get("/measuring-points").content["items"] == []
    assert nora.get("/meter-exchanges").content["items"] == []
    for point_id in (point["id"], 999_999):
        path = f"/measuring-points/{point_id}"
        assert nora.get(path).status == 404
        assert nora.get(f"{path}/series").status == 404
        assert nora.patch(path, {"name": "Meins"}).status == 404
        assert nora.delete(path).status == 404
        said = {**NEXT, "measuring_point": point_id}
        assert nora.post("/meter-exchanges", said).status == 404
    assert nora.delete(f"/meter-exchanges/{meter['id']}").status == 404


def test_a_reader_exchanges_nothing(olga: Caller, world: World) -> None:
    point, rita = made(olga), caller(world.rita)

    assert rita.get(f"/measuring-points/{point['id']}").status == 200
    said = {**FIRST, "measuring_point": point["id"]}
    assert rita.post("/meter-exchanges", said).status == 403
    assert rita.patch(f"/measuring-points/{point['id']}", {"name": "X"}).status == 403
