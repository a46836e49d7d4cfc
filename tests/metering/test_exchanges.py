"""Meters and sensors are exchanged, one after the other, and every step can be undone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.deleting import delete_device
from progres.devices.models import Device
from progres.metering.checks import BadMeter, Exchange
from progres.metering.exchanges import MeterFromLater, undo_exchange
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.queries import due_calibrations, meters_of, search_points
from tests.metering.setting import (
    DAY,
    FIRST,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.world import NOON, World

NEXT = Exchange(
    moment=NOON - 10 * DAY,
    number="8KAM0099999999",
    last_reading=150.5,
    first_reading=0.2,
    calibrated_in=2026,
    calibrated_until=2032,
    reason="calibration",
    note="Plombe erneuert",
)


@pytest.fixture
def pool(world: World) -> Iterator[World]:
    with scoped(world.olga.scope):
        yield world


def history(world: World, point: MeasuringPoint) -> list[tuple[object, ...]]:
    return [
        (m.number, m.device_id, m.first_reading, m.last_reading, m.removed_at)
        for m in meters_of(world.olga.scope, point)
    ]


def audited(action: str) -> dict[str, object]:
    entry = AuditEntry.objects.filter(action=action).latest("id")
    details: dict[str, object] = entry.details
    return details


def test_meter_and_sensor_are_exchanged_at_one_moment(pool: World) -> None:
    kind, point = make_counter_type(pool), make_point(pool)
    old, new = (make_reader(pool, kind, last) for last in "ab")
    put_in(pool, point, device=old)

    meter = put_in(pool, point, NEXT, device=new)

    assert history(pool, point) == [
        ("8KAM0012345678", old.id, 100.0, 150.5, NEXT.moment),
        ("8KAM0099999999", new.id, 0.2, None, None),
    ]
    assert (meter.key, meter.calibrated_until) == ("volume", 2032)
    assert audited("meter.exchanged") == {
        "meter_number": ["8KAM0012345678", "8KAM0099999999"],
        "first_reading": 0.2,
        "last_reading": 150.5,
        "reason": "calibration",
        "sensor": ["Wasserfühler a", "Wasserfühler b"],
        "note": "Plombe erneuert",
    }


def test_the_sensor_alone_is_exchanged_and_the_meter_stays(pool: World) -> None:
    kind, point = make_counter_type(pool), make_point(pool)
    old, new = (make_reader(pool, kind, last) for last in "ab")
    put_in(pool, point, replace(FIRST, calibrated_until=2028), device=old)
    moment = NOON - DAY

    put_in(pool, point, Exchange(moment=moment, last_reading=120.0), device=new)

    assert history(pool, point) == [
        ("8KAM0012345678", old.id, 100.0, 120.0, moment),
        ("8KAM0012345678", new.id, 120.0, None, None),
    ]
    due = due_calibrations(pool.olga.scope, until=2028)
    assert [meter.device_id for meter in due] == [new.id]


def test_the_meter_alone_is_exchanged_and_the_sensor_stays(pool: World) -> None:
    point = make_point(pool)
    device = make_reader(pool, make_counter_type(pool))
    put_in(pool, point, device=device)

    put_in(pool, point, NEXT, device=device)

    assert [row[:2] for row in history(pool, point)] == [
        ("8KAM0012345678", device.id),
        ("8KAM0099999999", device.id),
    ]


def test_an_exchange_is_undone_and_the_old_meter_is_there_again(pool: World) -> None:
    point = make_point(pool)
    put_in(pool, point)
    newest = put_in(pool, point, NEXT)

    undo_exchange(newest.id, by=pool.olga, at=NOON)

    assert history(pool, point) == [("8KAM0012345678", None, 100.0, None, None)]
    assert list(search_points(pool.olga.scope, text="99999999")) == []
    assert audited("meter.exchange_undone")["last_reading"] == 150.5


def test_the_first_meter_is_taken_back_too(pool: World) -> None:
    point = make_point(pool)
    first = put_in(pool, point)

    assert undo_exchange(first.id, by=pool.olga, at=NOON) is None

    assert history(pool, point) == []


def test_only_the_newest_exchange_is_undone(pool: World) -> None:
    point = make_point(pool)
    first = put_in(pool, point)
    put_in(pool, point, NEXT)

    with pytest.raises(MeterFromLater, match="undo that exchange first"):
        undo_exchange(first.id, by=pool.olga, at=NOON)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"last_reading": None}, "its last reading is missing"),
        ({"first_reading": None}, "its number and its first reading"),
        ({"first_reading": float("nan")}, "a number that a register can show"),
        ({"last_reading": 1e300}, "a number that a register can show"),
        ({"moment": NOON + DAY}, "is in the future"),
        ({"moment": NOON.replace(year=1)}, "The year 1 is too long ago"),
        ({"moment": FIRST.moment}, "the exchange must be later"),
        ({"reason": "fun"}, "is not a reason"),
        ({"calibrated_until": 2025}, "cannot end in 2025"),
        ({"calibrated_in": 26}, "not a year of a calibration"),
        ({"number": "8KAM\n9"}, "cannot be printed"),
        ({"note": "x" * 501}, "too long"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    pool: World, changes: dict[str, object], problem: str
) -> None:
    point = make_point(pool)
    put_in(pool, point)

    with pytest.raises(BadMeter, match=problem):
        put_in(pool, point, replace(NEXT, **changes))  # type: ignore[arg-type]

    assert [row[3] for row in history(pool, point)] == [None]


def test_a_first_meter_needs_number_and_reading(pool: World) -> None:
    point = make_point(pool)

    for missing in ({"number": " "}, {"first_reading": None}):
        with pytest.raises(BadMeter, match="needs its number"):
            put_in(pool, point, replace(FIRST, **missing))


def test_the_value_that_is_the_register_must_be_a_counter_in_the_unit(
    pool: World,
) -> None:
    point, device = make_point(pool), make_reader(pool, make_counter_type(pool))

    for key in ("litres", "temperature"):
        with pytest.raises(BadMeter, match="it has: volume"):
            put_in(pool, point, replace(FIRST, key=key), device=device)
    with pytest.raises(BadMeter, match="it has: –"):
        put_in(pool, point, device=pool.device)


def test_a_sensor_is_of_the_same_instance(pool: World) -> None:
    point = make_point(pool)
    kind = make_counter_type(pool)
    device = make_reader(pool, kind)
    device.tenant = pool.musterstadt
    device.save(update_fields=["tenant"])

    with pytest.raises(BadMeter, match="device of another instance"):
        put_in(pool, point, device=device)


def test_two_meters_never_hang_at_one_point_at_once(pool: World) -> None:
    point = make_point(pool)
    meter = put_in(pool, point)

    twin = Meter(
        tenant=pool.bad,
        measuring_point=point,
        number="2",
        installed_at=meter.installed_at + DAY,
        first_reading=0,
        reason="other",
    )

    with (
        pytest.raises(IntegrityError, match="alone_at_its_point"),
        transaction.atomic(),
    ):
        twin.save()


def test_a_deleted_sensor_leaves_its_meter(pool: World) -> None:
    point, device = make_point(pool), make_reader(pool, make_counter_type(pool))
    put_in(pool, point, device=device)

    delete_device(device.id, by=pool.olga, at=NOON)

    assert [row[0] for row in history(pool, point)] == ["8KAM0012345678"]


def test_strangers_exchange_and_undo_nothing(pool: World) -> None:
    point = make_point(pool)
    meter = put_in(pool, point)
    stranger = replace(pool, olga=pool.nora)

    with pytest.raises(MeasuringPoint.DoesNotExist):
        put_in(stranger, point, NEXT)
    with pytest.raises(Meter.DoesNotExist):
        undo_exchange(meter.id, by=pool.nora, at=NOON)
    foreign = Device(id=pool.device.id + 1000)
    with pytest.raises(Device.DoesNotExist):
        put_in(pool, point, NEXT, device=foreign)
