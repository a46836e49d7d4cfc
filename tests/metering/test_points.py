"""Measuring points are made, found, changed and deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from progres.accounts.narrowing import narrowed
from progres.assets.actions import AssetInUse, delete_asset
from progres.assets.reach import AssetOutOfReach
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.metering.actions import change_point, delete_point
from progres.metering.checks import BadMeasuringPoint, PointFields, said_of_point
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.queries import (
    due_calibrations,
    get_point,
    installed_at,
    meters_read_by,
    search_points,
)
from tests.metering.setting import (
    FIRST,
    WATER,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.world import NOON, World, make_asset

POWER = PointFields(
    name="Rathaus Netzbezug",
    medium="electricity",
    market_location="512 3869678 1",
    metering_location="DE 000562 66802 AO6G56M11SN51G21M24S",
    obis="1.0.1.8.0.255",
    transformer_factor=40,
)


@pytest.fixture
def pool(world: World) -> Iterator[World]:
    with scoped(world.olga.scope):
        yield world


def found(world: World, text: str) -> list[str]:
    return [point.name for point in search_points(world.olga.scope, text=text)]


def test_numbers_are_kept_in_one_spelling_and_found_by_any_beginning(
    pool: World,
) -> None:
    point = make_point(pool, POWER)
    make_point(pool)

    assert (point.market_location, point.obis) == ("51238696781", "1-0:1.8.0")
    assert point.metering_location == "DE00056266802AO6G56M11SN51G21M24S"
    assert point.unit == "kWh"
    for text in ("rat", "netz rathaus", "512386", "de000562"):
        assert found(pool, text) == ["Rathaus Netzbezug"]
    assert found(pool, "MP-00") == found(pool, "mp0007") == ["Hallenbad Kaltwasser"]
    assert found(pool, "athaus") == []


def test_a_point_is_found_by_every_meter_it_ever_had(pool: World) -> None:
    point = make_point(pool)
    put_in(pool, point)
    later = replace(FIRST, moment=NOON, number="NEU 77", last_reading=110.0)
    put_in(pool, point, later)

    assert found(pool, "8kam") == found(pool, "77 neu") == [point.name]
    assert installed_at(pool.olga.scope, [point])[point.id].number == "NEU 77"


def test_points_are_filtered_by_medium_and_sorted_as_people_do(pool: World) -> None:
    for name in ("Bad 10", "Bad 9", "Äpfel"):
        make_point(pool, replace(WATER, name=name))
    make_point(pool, POWER)

    points = search_points(pool.olga.scope, medium="water")

    assert [point.name for point in points] == ["Äpfel", "Bad 9", "Bad 10"]


def test_a_change_is_noted_field_by_field(pool: World) -> None:
    point = make_point(pool)
    asset = make_asset(pool)

    fields = replace(said_of_point(point), name="Bad", asset_id=asset.id)
    change_point(point.id, fields, by=pool.olga, at=NOON)

    entry = AuditEntry.objects.get(action="measuring_point.changed")
    assert entry.details == {
        "name": ["Hallenbad Kaltwasser", "Bad"],
        "asset": [None, "Hallenbad"],
    }
    assert found(pool, "kaltwasser") == []
    assert found(pool, "bad") == ["Bad"]


def test_what_does_not_change_is_not_noted(pool: World) -> None:
    point = make_point(pool, POWER)

    change_point(point.id, said_of_point(point), by=pool.olga, at=NOON)

    assert not AuditEntry.objects.filter(action="measuring_point.changed").exists()


def test_the_unit_stays_once_there_are_readings(pool: World) -> None:
    point = make_point(pool)
    litres = replace(said_of_point(point), unit="L")
    assert change_point(point.id, litres, by=pool.olga, at=NOON).unit == "L"
    put_in(pool, point)

    with pytest.raises(BadMeasuringPoint, match="are in L, so its unit stays"):
        change_point(point.id, WATER, by=pool.olga, at=NOON)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 101}, "too long"),
        ({"name": "x\u202ey"}, "cannot be printed"),
        ({"medium": "air"}, "is not a medium"),
        ({"market_location": "51238696780"}, "would have to be 1"),
        ({"metering_location": "DE1"}, "needs 33"),
        ({"obis": "7-0:3.0.0"}, "begin with 1"),
        ({"transformer_factor": 0.0}, "must be above 0"),
        ({"transformer_factor": float("inf")}, "must be above 0"),
        ({"calorific_value": 11.2}, "belongs to gas alone"),
        ({"correction_factor": 0.95}, "belongs to gas alone"),
        ({"medium": "gas", "obis": ""}, "belongs to electricity alone"),
    ],
)
def test_what_is_no_measuring_point_is_refused(
    pool: World, changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(BadMeasuringPoint, match=problem):
        make_point(pool, replace(POWER, **changes))  # type: ignore[arg-type]


def test_a_measuring_point_is_in_no_asset_that_is_out_of_reach(pool: World) -> None:
    with pytest.raises(AssetOutOfReach, match="no such asset"):
        make_point(pool, replace(POWER, asset_id=999_999))


def test_water_and_heat_have_free_numbers_alone(pool: World) -> None:
    for number in ("market_location", "metering_location"):
        with pytest.raises(BadMeasuringPoint, match="electricity and gas alone"):
            make_point(pool, replace(WATER, **{number: "51238696781"}))  # type: ignore[arg-type]


def test_a_point_goes_with_its_meters_and_the_device_stays(pool: World) -> None:
    point, device = make_point(pool), make_reader(pool, make_counter_type(pool))
    put_in(pool, point, device=device)
    read = meters_read_by(pool.olga.scope, device.id)
    assert [meter.measuring_point.name for meter in read] == [point.name]

    delete_point(point.id, by=pool.olga, at=NOON)

    assert not Meter.objects.of(pool.olga.scope).exists()
    assert found(pool, "hallenbad") == []
    entry = AuditEntry.objects.get(action="measuring_point.deleted")
    assert entry.details == {"meters": "8KAM0012345678"}


def test_due_calibrations_are_those_of_installed_meters(pool: World) -> None:
    for year, name in ((2027, "b"), (2026, "a"), (2028, "c"), (None, "d")):
        point = make_point(pool, replace(WATER, name=name))
        put_in(pool, point, replace(FIRST, calibrated_until=year))
    gone = make_point(pool, replace(WATER, name="e"))
    put_in(pool, gone, replace(FIRST, calibrated_until=2020))
    put_in(pool, gone, replace(FIRST, moment=NOON, last_reading=1.0))

    due = due_calibrations(pool.olga.scope, until=2027)

    assert [meter.measuring_point.name for meter in due] == ["a", "b"]


def test_an_asset_in_which_something_is_measured_is_not_deleted(pool: World) -> None:
    asset = make_asset(pool)
    make_point(pool, asset=asset)

    with pytest.raises(AssetInUse):
        delete_asset(asset.id, by=pool.olga, at=NOON)


def test_whose_role_ends_at_a_building_sees_what_is_measured_in_it(
    pool: World,
) -> None:
    bad, hall = make_asset(pool), make_asset(pool, "Rathaus")
    inside, outside = make_point(pool, asset=bad), make_point(pool, asset=hall)
    for point in (inside, outside):
        put_in(pool, point, replace(FIRST, calibrated_until=2026))
    scope = narrowed(pool.olga.scope, pool.musterstadt.id, [bad.id])
    assert scope is not None
    assert pool.bad.id in scope.tenant_ids

    with scoped(scope):
        assert list(search_points(scope)) == [inside]
        assert list(search_points(scope, text="hallenbad")) == [inside]
        assert len(due_calibrations(scope, until=2026)) == 1
        unnarrowed = replace(scope, asset_ids=None)
        assert list(MeasuringPoint.objects.of(unnarrowed)) == [inside]
        assert Meter.objects.of(unnarrowed).count() == 1
        with pytest.raises(MeasuringPoint.DoesNotExist):
            get_point(scope, outside.id)


def test_strangers_find_change_and_delete_nothing(pool: World) -> None:
    point = make_point(pool)

    assert list(search_points(pool.nora.scope)) == []
    with pytest.raises(MeasuringPoint.DoesNotExist):
        change_point(point.id, WATER, by=pool.nora, at=NOON)
    with pytest.raises(MeasuringPoint.DoesNotExist):
        delete_point(point.id, by=pool.nora, at=NOON)
