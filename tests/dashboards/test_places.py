"""What maps show of devices: which, where, and as one when they are many."""

from collections.abc import Iterator

import pytest
from django.db import connection

from progres.alarms.models import Alarm
from progres.dashboards.places import GRID, MOST_PLACES, cells_of, map_view
from progres.dashboards.values import Box, MapView
from progres.database.scope import scoped
from progres.devices.rules import DeviceState
from tests.world import NOON, World

TOWN = Box(south=51.9, west=12.9, north=52.6, east=13.7)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope."""
    with scoped(world.everything):
        yield world


@pytest.fixture
def town(house: World) -> World:
    """As many devices as are too many, besides the one of the cast, which is alarmed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into device (tenant_id, device_type_id, dev_eui, join_eui, name,"
            " sort_key, status, serial_number, meter_number, measuring_location, site,"
            " installation_place, latitude, longitude, notes, created_at)"
            " select %s, %s, lpad(to_hex(n), 16, '0'), '', n::text, n::text,"
            " 'registered', '', '', '', '', '', 52 + n / 10000.0, 13 + n %% 7 / 10.0,"
            " '', now() from generate_series(1, %s) n",
            [house.bad.id, house.device_type.id, MOST_PLACES],
        )
    Alarm(
        tenant=house.bad,
        rule=None,
        device=house.device,
        name="Too warm",
        key="temperature",
        type="above",
        high=25.0,
        severity="major",
        value=26.5,
        raised_at=NOON,
    ).save()
    return house


def count(found: MapView) -> int:
    return sum(point.count for point in found.points)


def test_a_device_is_where_its_coordinates_are(house: World) -> None:
    found = map_view(house.olga.scope, at=NOON)

    [point] = found.points
    assert (point.latitude, point.longitude) == (52.52, 13.4)
    assert (point.device_id, point.name) == (house.device.id, house.device.name)
    assert (point.state, point.count) == (DeviceState.UNKNOWN, 1)
    assert found.extent == Box(south=52.52, west=13.4, north=52.52, east=13.4)
    assert found.is_whole


def test_a_stranger_sees_nothing_anywhere(town: World) -> None:
    world = Box(south=-90, west=-180, north=90, east=180)

    for box in (None, TOWN, world):
        assert not map_view(town.nora.scope, box=box, at=NOON).points


def test_too_many_places_become_fewer_with_the_worst_state(town: World) -> None:
    found = map_view(town.olga.scope, box=TOWN, at=NOON)

    assert not found.is_whole
    assert count(found) == MOST_PLACES + 1
    assert len(found.points) <= 4 * GRID**2
    assert found.points
    assert DeviceState.ALARM in {p.state for p in found.points}
    assert {point.device_id for point in found.points if point.count > 1} == {None}
    assert all(point.name for point in found.points if point.count == 1)


def test_of_too_many_without_a_box_only_the_extent_is_told(town: World) -> None:
    found = map_view(town.olga.scope, at=NOON)

    assert (found.points, found.is_whole) == ([], False)
    assert found.extent is not None
    assert (found.extent.west, found.extent.north) == (13.0, 52.52)


def test_a_small_part_of_many_shows_each_device(town: World) -> None:
    part = Box(south=52.0095, west=13, north=52.0105, east=14)

    found = map_view(town.olga.scope, box=part, at=NOON)

    assert sorted(int(point.name) for point in found.points) == list(range(95, 106))
    assert {point.count for point in found.points} == {1}


def test_a_state_keeps_only_its_devices_also_of_many(town: World) -> None:
    found = map_view(town.olga.scope, box=TOWN, state=DeviceState.ALARM, at=NOON)

    assert [point.device_id for point in found.points] == [town.device.id]


def test_cells_stay_where_they_are_when_a_box_is_moved() -> None:
    moved = Box(south=51.95, west=12.96, north=52.65, east=13.76)

    assert cells_of(moved) == cells_of(TOWN)
    assert GRID <= (TOWN.east - TOWN.west) / cells_of(TOWN)[1] <= 2 * GRID
