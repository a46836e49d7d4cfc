"""A meter goes and none comes; the point waits, and goes on with the next one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.metering.checks import BadMeter
from progres.metering.exchanges import MeterFromLater, undo_exchange
from progres.metering.models import MeasuringPoint, Meter
from progres.metering.queries import due_calibrations, find_installed
from progres.metering.removals import Removal, remove_meter, undo_removal
from progres.metering.series import series_of_point
from tests.metering.setting import DAY, FIRST, make_point, put_in
from tests.world import NOON, World

GOES = Removal(moment=NOON - 10 * DAY, last_reading=150.0, note="Haus abgerissen")
COMES = replace(FIRST, moment=NOON - 5 * DAY, number="NEU 7", first_reading=3.0)


@pytest.fixture
def pool(world: World) -> Iterator[World]:
    with scoped(world.olga.scope):
        yield world


@pytest.fixture
def point(pool: World) -> MeasuringPoint:
    return make_point(pool)


@pytest.fixture
def meter(pool: World, point: MeasuringPoint) -> Meter:
    return put_in(pool, point, replace(FIRST, calibrated_until=2020))


def test_the_point_has_no_meter_and_the_next_one_goes_on_counting(
    pool: World, point: MeasuringPoint, meter: Meter
) -> None:
    gone = remove_meter(meter.id, GOES, by=pool.olga, at=NOON)

    assert (gone.removed_at, gone.last_reading) == (GOES.moment, 150.0)
    assert find_installed(pool.olga.scope, point) is None
    assert not due_calibrations(pool.olga.scope, until=2030).exists()
    entry = AuditEntry.objects.get(action="meter.removed")
    assert entry.details == {
        "meter_number": ["8KAM0012345678", None],
        "last_reading": 150.0,
        "note": "Haus abgerissen",
    }
    put_in(pool, point, COMES)
    (counted,) = series_of_point(
        pool.olga.scope, point.id, start=NOON - 40 * DAY, end=NOON
    )
    assert [one[1] for one in counted.points] == [0.0, 50.0, 50.0]


def test_a_meter_comes_when_the_last_one_has_gone(
    pool: World, point: MeasuringPoint, meter: Meter
) -> None:
    remove_meter(meter.id, GOES, by=pool.olga, at=NOON)

    with pytest.raises(BadMeter, match="was there until"):
        put_in(pool, point, replace(COMES, moment=GOES.moment - DAY))


def test_a_removal_is_undone_while_no_other_meter_came(
    pool: World, point: MeasuringPoint, meter: Meter
) -> None:
    remove_meter(meter.id, GOES, by=pool.olga, at=NOON)
    with pytest.raises(MeterFromLater, match="was taken out; undo that first"):
        undo_exchange(meter.id, by=pool.olga, at=NOON)

    back = undo_removal(meter.id, by=pool.olga, at=NOON)

    assert (back.removed_at, back.last_reading) == (None, None)
    assert AuditEntry.objects.filter(action="meter.removal_undone").count() == 1
    with pytest.raises(BadMeter, match="was not taken out last"):
        undo_removal(meter.id, by=pool.olga, at=NOON)
    remove_meter(meter.id, GOES, by=pool.olga, at=NOON)
    put_in(pool, point, COMES)
    with pytest.raises(BadMeter, match="was not taken out last"):
        undo_removal(meter.id, by=pool.olga, at=NOON)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"last_reading": float("nan")}, "a number that a register can show"),
        ({"moment": NOON + DAY}, "is in the future"),
        ({"moment": FIRST.moment}, "the exchange must be later"),
    ],
)
def test_what_cannot_be_is_refused_and_the_meter_stays(
    pool: World,
    point: MeasuringPoint,
    meter: Meter,
    changes: dict[str, object],
    problem: str,
) -> None:
    wrong = replace(GOES, **changes)  # type: ignore[arg-type]

    with pytest.raises(BadMeter, match=problem):
        remove_meter(meter.id, wrong, by=pool.olga, at=NOON)

    assert find_installed(pool.olga.scope, point) == meter


def test_strangers_take_nothing_out(pool: World, meter: Meter) -> None:
    with scoped(pool.nora.scope), pytest.raises(Meter.DoesNotExist):
        remove_meter(meter.id, GOES, by=pool.nora, at=NOON)
