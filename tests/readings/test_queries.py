"""What devices sent last, and their uplinks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from progres.database.scope import scoped
from progres.devices.models import Device
from progres.readings.queries import (
    current_state,
    first_and_last,
    latest_of,
)
from progres.readings.rules import UplinkState
from progres.readings.uplinks import uplinks_of, uplinks_of_connection
from tests.readings.setting import prepare, store, store_latest, store_uplink
from tests.world import NOON, World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope, with partitions for the day."""
    with scoped(world.everything):
        prepare(world)
        yield world


def test_current_values_are_labelled_and_in_the_order_of_the_type(house: World) -> None:
    store_latest(house, NOON, {"zz": "neu", "battery": 90, "temperature": 21.5})

    state = current_state(house.olga.scope, house.device.id)

    assert [
        (v.key, v.label_de, v.unit, v.kind, v.value, v.ts) for v in state.values
    ] == [
        ("temperature", "Temperatur", "°C", "gauge", 21.5, NOON),
        ("battery", "Batterie", "%", "gauge", 90, NOON),
        ("zz", "zz", "", "", "neu", NOON),
    ]


def test_a_device_never_heard_has_no_values(house: World) -> None:
    state = current_state(house.olga.scope, house.device.id)

    assert state.latest is None
    assert state.values == []


def test_the_latest_state_is_told_to_nobody_outside(house: World) -> None:
    store_latest(house, NOON, {"temperature": 21.5})

    assert latest_of(house.olga.scope, [house.device.id]).keys() == {house.device.id}
    assert latest_of(house.nora.scope, [house.device.id]) == {}
    with pytest.raises(Device.DoesNotExist):
        current_state(house.nora.scope, house.device.id)


def test_when_a_device_was_last_heard_is_kept_beside(house: World) -> None:
    store_latest(house, NOON, {})
    with connection.cursor() as cursor:
        cursor.execute("update latest set last_seen_at = %s", [NOON + MINUTE])
        cursor.execute("select device_id, last_seen_at from heard")
        after_update = cursor.fetchall()
        cursor.execute("delete from latest")
        cursor.execute("select count(*) from heard")
        after_delete = cursor.fetchone()

    assert after_update == [(house.device.id, NOON + MINUTE)]
    assert after_delete == (0,)


def test_the_first_and_the_last_reading_may_be_late_ones(house: World) -> None:
    assert first_and_last(house.olga.scope, house.device.id) is None

    store(house, NOON, {"temperature": 1.0})
    store(house, NOON + MINUTE, {"temperature": 1.0})
    store(house, NOON - timedelta(days=9), {"temperature": 1.0}, late=True)

    assert first_and_last(house.olga.scope, house.device.id) == (
        NOON - timedelta(days=9),
        NOON + MINUTE,
    )


def test_uplinks_come_page_by_page_from_the_newest(house: World) -> None:
    for n in range(5):  # two of them at the same time
        store_uplink(house, NOON + n // 2 * MINUTE, frame_key=n)

    first = uplinks_of(house.olga.scope, house.device.id, limit=3)
    second = uplinks_of(house.olga.scope, house.device.id, before=first[-1].place)

    assert [row.frame_key for row in first + second] == [4, 3, 2, 1, 0]


def test_an_uplink_says_what_became_of_it(house: World) -> None:
    store_uplink(house, NOON, state=2, problem="threw", message="It threw.")

    [row] = uplinks_of_connection(house.olga.scope, house.connection.id)

    assert (row.state, row.problem, row.message) == (
        UplinkState.FAILED,
        "threw",
        "It threw.",
    )
    assert (row.payload, row.radio) == (b"\x00\xd7", {"spreading_factor": 7})
    assert row.receptions == [{"gateway_id": "aa", "rssi_dbm": -101}]


def test_strangers_see_no_uplinks(house: World) -> None:
    store_uplink(house, NOON)

    assert uplinks_of_connection(house.nora.scope, house.connection.id) == []
    with pytest.raises(Device.DoesNotExist):
        uplinks_of(house.nora.scope, house.device.id)
