"""Heat data are on no map, wall screen or overview and in no rule, unless released."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from progres.alarms.actions import create_rule
from progres.alarms.checks import BadRule, RuleFields
from progres.alarms.standings import load_standings
from progres.audit.models import AuditEntry
from progres.dashboards.places import map_view
from progres.database.scope import scoped
from progres.devices.models import Device
from progres.metering.checks import PointFields
from progres.metering.heat import (
    BadReason,
    keep_heat,
    kept_to_purpose,
    release_heat,
)
from tests.metering.setting import (
    FIRST,
    WATER,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.readings.setting import store_latest
from tests.world import NOON, World

HEAT = replace(WATER, name="Wärme Wohnung 3", medium="heat", unit="m³")
HOT = RuleFields(name="Viel", key="volume", type="above", high=5)


@pytest.fixture
def house(world: World) -> Iterator[World]:
    with scoped(world.everything):
        yield world


def reader_of(world: World, fields: PointFields = HEAT) -> Device:
    """A device with coordinates that reads a meter, its newest value told."""
    point = make_point(world, fields)
    device = make_reader(world, make_counter_type(world))
    put_in(world, point, replace(FIRST, key="volume"), device=device)
    Device.objects.of(world.everything).filter(id=device.id).update(
        latitude=52.5, longitude=13.4
    )
    store_latest(replace(world, device=device), NOON, {"volume": 7})
    return device


def shown_on_map(world: World, device: Device) -> object:
    view = map_view(world.olga.scope, value_key="volume", at=NOON)
    return {point.device_id: point.value for point in view.points}[device.id]


def test_values_are_kept_from_maps_until_there_is_a_reason(house: World) -> None:
    device = reader_of(house)
    assert shown_on_map(house, device) is None
    assert kept_to_purpose(house.olga.scope, [device.id]) == {device.id}

    release_heat("Leckwarnung", tenant=house.bad, by=house.olga, at=NOON)

    assert shown_on_map(house, device) == 7
    keep_heat(tenant=house.bad, by=house.olga, at=NOON)
    assert shown_on_map(house, device) is None
    actions = AuditEntry.objects.filter(action__startswith="heat").order_by("id")
    assert [entry.action for entry in actions] == [
        "heat_data.released",
        "heat_data.kept",
    ]
    assert actions[0].details == {"reason": "Leckwarnung"}


def test_water_is_shown_as_ever(house: World) -> None:
    assert shown_on_map(house, reader_of(house, WATER)) == 7


def test_no_rule_watches_heat(house: World) -> None:
    device = reader_of(house)
    with pytest.raises(BadRule, match="measures heat for billing"):
        create_rule(
            HOT, tenant=house.bad, device=device, emails=[], by=house.olga, at=NOON
        )
    create_rule(  # of the type, which other devices have
        HOT,
        tenant=house.bad,
        device_type=device.device_type,
        emails=[],
        by=house.olga,
        at=NOON,
    )

    assert [*load_standings([device.id], house.everything)] == []
    release_heat("Leckwarnung", tenant=house.bad, by=house.olga, at=NOON)
    assert len([*load_standings([device.id], house.everything)]) == 1


def test_a_release_says_why(house: World) -> None:
    for reason, said in (("  ", "A reason is missing"), ("x" * 501, "501 characters")):
        with pytest.raises(BadReason, match=said):
            release_heat(reason, tenant=house.bad, by=house.olga, at=NOON)
