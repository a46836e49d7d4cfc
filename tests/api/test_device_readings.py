"""What devices sent, as machines and charts read it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from progres.api.paging import write_cursor
from progres.database.scope import scoped
from tests.api.calls import Caller, caller
from tests.readings.setting import prepare, store, store_latest, store_uplink
from tests.world import NOON, World

MINUTE = timedelta(minutes=1)
HOUR = {"from": "2026-03-01T12:00:00Z", "to": "2026-03-01T14:00:00+01:00"}


@pytest.fixture
def olga(world: World) -> Iterator[Caller]:
    with scoped(world.everything):
        prepare(world)
        yield caller(world.olga)


def test_the_newest_values_come_with_labels_and_radio_facts(
    world: World, olga: Caller
) -> None:
    store_latest(
        world, NOON, {"temperature": 21.5, "open": True, "place": [52.5, 13.4]}
    )

    answer = olga.get(f"/devices/{world.device.id}/latest").content

    assert answer["last_seen_at"] == answer["ts"] == "2026-03-01T12:00:00Z"
    assert (answer["rssi_dbm"], answer["snr_db"], answer["f_cnt"]) == (-101, 6.5, 7)
    assert answer["values"][0] == {
        "key": "temperature",
        "label_de": "Temperatur",
        "label_en": "Temperature",
        "unit": "°C",
        "kind": "gauge",
        "ts": "2026-03-01T12:00:00Z",
        "value": 21.5,
    }
    assert [value["value"] for value in answer["values"]] == [21.5, True, [52.5, 13.4]]


def test_every_value_of_a_period(world: World, olga: Caller) -> None:
    store(world, NOON, {"temperature": 20.0}, {"open": False})
    store(world, NOON + 1.5 * MINUTE, {"temperature": 21.5})

    path = f"/devices/{world.device.id}/readings"
    answer = olga.get(path, keys="temperature,open", **HOUR)

    assert answer.content == {
        "series": [
            {
                "key": "temperature",
                "unit": "°C",
                "points": [
                    ["2026-03-01T12:00:00Z", 20.0],
                    ["2026-03-01T12:01:30Z", 21.5],
                ],
                "truncated": False,
                "resolution": None,
            },
            {
                "key": "open",
                "unit": "",
                "points": [["2026-03-01T12:00:00Z", False]],
                "truncated": False,
                "resolution": None,
            },
        ]
    }


def test_values_of_a_period_summarised(world: World, olga: Caller) -> None:
    for minute, value in ((0, 1.0), (1, 3.0), (30, 5.0)):
        store(world, NOON + minute * MINUTE, {"temperature": value})

    path = f"/devices/{world.device.id}/readings"
    answer = olga.get(path, keys="temperature", buckets=2, **HOUR)

    assert answer.content["series"][0]["points"] == [
        ["2026-03-01T12:00:00Z", 1.0, 2.0, 3.0, 2],
        ["2026-03-01T12:30:00Z", 5.0, 5.0, 5.0, 1],
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "keys: Field required."),
        ({"keys": "a", "buckets": 2001}, "buckets: Input should be less than or equal"),
        ({"keys": "a", "from": "yesterday"}, "from: Input should be a valid datetime"),
        ({"keys": "a", "from": "2026-03-01T12:00"}, "from: Input should have timezone"),
        ({"keys": "a", "from": "2999-01-01T00:00:00Z"}, "is not a period"),
        ({"keys": ",".join("abcdefghij" * 6)}, ""),
        ({"keys": ",".join(str(n) for n in range(51))}, "51 keys were asked for"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    world: World, olga: Caller, query: dict[str, object], words: str
) -> None:
    answer = olga.get(f"/devices/{world.device.id}/readings", **query)

    assert answer.status == (422 if words else 200)
    assert words in answer.content.get("detail", "")


def test_uplinks_come_with_payload_receptions_and_what_became_of_them(
    world: World, olga: Caller
) -> None:
    store_uplink(world, NOON, message="Battery low.")
    store_uplink(world, NOON + MINUTE, state=2, problem="threw", message="It threw.")

    failed, decoded = olga.get(f"/devices/{world.device.id}/uplinks").content["items"]

    assert (failed["state"], failed["error"]) == ("failed", "It threw.")
    assert (decoded["state"], decoded["error"]) == ("decoded", None)
    assert decoded["warning"] == "Battery low."
    assert (decoded["payload"], decoded["f_port"], decoded["f_cnt"]) == ("00d7", 2, 7)
    assert decoded["receptions"] == [{"gateway_id": "aa", "rssi_dbm": -101}]
    assert decoded["received_at"] == decoded["ts"] == "2026-03-01T12:00:00Z"


def test_uplinks_come_in_parts(world: World, olga: Caller) -> None:
    for n in range(5):
        store_uplink(world, NOON + n // 2 * MINUTE, frame_key=n - 3)
    path = f"/devices/{world.device.id}/uplinks"

    first = olga.get(path, limit=3).content
    second = olga.get(path, limit=3, cursor=first["next_cursor"]).content

    assert [len(part["items"]) for part in (first, second)] == [3, 2]
    assert second["next_cursor"] is None
    for made_up in ("x", write_cursor("qq", 2**62, 0)):
        assert olga.get(path, cursor=made_up).status == 422


def test_a_plus_that_became_a_blank_and_empty_questions_are_understood(
    world: World, olga: Caller
) -> None:
    store(world, NOON, {"temperature": 20.0})

    path = f"/devices/{world.device.id}/readings"
    question = {"from": "2026-03-01T12:00:00 01:00", "to": "2026-03-01T14:00:00 01:00"}
    blank = olga.get(path, keys="temperature", **question)
    empty = olga.get(path, keys="temperature", **{"from": "", "to": "", "buckets": ""})

    assert len(blank.content["series"][0]["points"]) == 1
    assert empty.status == 200
