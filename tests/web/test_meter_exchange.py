"""The assistant for an exchange, as somebody goes through it on a phone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from progres.database.scope import scoped
from progres.devices.models import Device
from progres.metering.models import MeasuringPoint, Meter
from tests.metering.setting import make_counter_type, make_point, make_reader, put_in
from tests.web.conftest import Browser, hear
from tests.world import NOON, World


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


@pytest.fixture
def devices(world: World) -> tuple[Device, Device]:
    with scoped(world.olga.scope):
        kind = make_counter_type(world)
        return make_reader(world, kind, "a"), make_reader(world, kind, "b")


@pytest.fixture
def point(world: World, devices: tuple[Device, Device]) -> MeasuringPoint:
    with scoped(world.olga.scope):
        made = make_point(world)
        put_in(world, made, device=devices[0])
    return made


@pytest.fixture
def installer(world: World, browser: Browser) -> Client:
    """Rita, who exchanges meters."""
    world.rita.user.role = "installer"
    return browser(world.rita)


def meters(world: World, point: MeasuringPoint) -> list[Meter]:
    with scoped(world.olga.scope):
        found = Meter.objects.of(world.olga.scope).filter(measuring_point=point)
        return list(found.order_by("installed_at"))


MOMENT = (NOON + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
OLD = {"what": "both", "moment": MOMENT, "last_reading": "150.5"}
NEW = {
    "number": "NEU 7",
    "first_reading": "0.25",
    "sensor": "wasserfühler b",
    "calibrated_in": "2026",
    "calibrated_until": "2032",
}
WHY = {"reason": "calibration", "note": "Plombe erneuert"}


def test_meter_and_sensor_are_exchanged_step_by_step(
    world: World,
    point: MeasuringPoint,
    devices: tuple[Device, Device],
    installer: Client,
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    first = installer.get(page).text
    assert "step 1 of 3" in first
    assert "8KAM0012345678" in first

    second = installer.post(page, {**OLD, "step": 0}).text
    assert "step 2 of 3" in second
    assert 'type="hidden" name="last_reading" value="150.5"' in second
    assert "errorlist" not in second
    check = installer.post(page, {**OLD, **NEW, "step": 1}).text
    for said in (
        "Is this right?",
        "50.5",
        "Wasserfühler b",
        "24E124710C14000B",
        "2032",
    ):
        assert said in check
    done = installer.post(page, {**OLD, **NEW, **WHY, "step": 2})

    assert done.headers["Location"] == address(world, "point", point_id=point.id)
    old, new = meters(world, point)
    assert (old.last_reading, old.removed_at) == (150.5, new.installed_at)
    assert (new.number, new.device_id, new.key) == ("NEU 7", devices[1].id, "volume")
    assert (new.reason, new.note, new.calibrated_until) == (*WHY.values(), 2032)


def test_going_back_loses_no_answer(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    said = {**OLD, **NEW, **WHY}

    second = installer.post(page, {**said, "step": 2, "back": "1"}).text
    assert 'type="hidden" name="note" value="Plombe erneuert"' in second
    first = installer.post(page, {**said, "step": 1, "back": "1"}).text
    assert 'type="hidden" name="number" value="NEU 7"' in first
    typo = installer.post(page, {**said, "last_reading": "", "step": 0}).text
    assert 'type="hidden" name="number" value="NEU 7"' in typo


def test_only_the_sensor_is_exchanged(
    world: World,
    point: MeasuringPoint,
    devices: tuple[Device, Device],
    installer: Client,
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    said = {**OLD, "what": "sensor"}
    second = installer.post(page, {**said, "step": 0}).text
    assert 'name="number"' not in second
    answers = {"sensor": devices[1].dev_eui, "first_reading": ""}

    assert "stays" in installer.post(page, {**said, **answers, "step": 1}).text
    installer.post(page, {**said, **answers, "reason": "battery", "step": 2})

    _old, new = meters(world, point)
    assert (new.number, new.first_reading) == ("8KAM0012345678", 150.5)
    assert (new.device_id, new.reason) == (devices[1].id, "battery")


def test_only_the_meter_is_exchanged(
    world: World,
    point: MeasuringPoint,
    devices: tuple[Device, Device],
    installer: Client,
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    said = {**OLD, "what": "meter", "number": "NEU 7", "first_reading": "0"}

    second = installer.post(page, {**said, "step": 0}).text
    assert 'name="sensor"' not in second
    assert "Wasserfühler a" in installer.post(page, {**said, "step": 1}).text
    installer.post(page, {**said, "reason": "defect", "step": 2})

    _old, new = meters(world, point)
    assert (new.number, new.device_id) == ("NEU 7", devices[0].id)


def test_the_first_meter_is_put_in_in_two_steps(
    world: World, installer: Client, devices: tuple[Device, Device]
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
    page = address(world, "meter_exchange", point_id=point.id)
    assert "step 1 of 2" in installer.get(page).text
    said = {**NEW, "moment": MOMENT, "sensor": ""}

    assert "read by people" in installer.post(page, {**said, "step": 0}).text
    installer.post(page, {**said, "note": "", "step": 1})

    (meter,) = meters(world, point)
    assert (meter.number, meter.reason, meter.device_id) == ("NEU 7", "first", None)


def test_what_the_sensor_sent_is_shown_and_a_lower_reading_warned_of(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    with scoped(world.olga.scope):
        old = meters(world, point)[0].device_id
    assert old is not None
    with scoped(world.olga.scope):
        hear(world, {"volume": 160.25}, device_id=old)

    assert "160.25" in installer.get(page).text
    check = installer.post(page, {**OLD, **NEW, "step": 1}).text
    assert "lower than what the sensor sent" in check
    typo = {**OLD, "last_reading": "15.5"}
    check = installer.post(page, {**typo, **NEW, "step": 1}).text
    assert "lower than the first reading" in check


@pytest.mark.parametrize(
    ("step", "changes", "problem"),
    [
        (0, {"last_reading": ""}, "This field is required"),
        (0, {"last_reading": "viel"}, "Enter a number"),
        (0, {"moment": "gestern"}, "Enter a valid date/time"),
        (1, {"number": ""}, "This field is required"),
        (1, {"sensor": "zzz"}, "No device of this instance is called"),
        (1, {"sensor": "wasserfühler"}, "Several devices fit"),
        (1, {"sensor": "raumfühler"}, "sends no counter in m³"),
        (1, {"calibrated_until": "31"}, "greater than or equal to 1950"),
        (2, {"moment": "2090-01-01T00:00"}, "is in the future"),
        (2, {"calibrated_until": "2025"}, "cannot end in 2025"),
        (2, {"reason": "first"}, "Select a valid choice"),
        (2, {"last_reading": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_exchanged(
    world: World,
    point: MeasuringPoint,
    installer: Client,
    step: int,
    changes: dict[str, str],
    problem: str,
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)

    answer = installer.post(page, {**OLD, **NEW, **WHY, **changes, "step": step})

    assert problem in answer.text
    assert len(meters(world, point)) == 1


def test_going_back_keeps_what_was_typed(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)

    back = installer.post(page, {**OLD, **NEW, "step": 2, "back": 1}).text

    assert "step 2 of 3" in back
    assert 'value="NEU 7"' in back
    assert 'value="150.5"' in back


def test_an_exchange_is_undone_after_a_question(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    installer.post(page, {**OLD, **NEW, **WHY, "step": 2})
    first, newest = meters(world, point)
    undo = address(world, "exchange_undo", meter_id=newest.id)

    assert "8KAM0012345678 is there again" in installer.get(undo).text
    refused = address(world, "exchange_undo", meter_id=first.id)
    said = installer.post(refused, follow=True).text
    assert "undo that exchange first" in said
    installer.post(undo)

    (left,) = meters(world, point)
    assert (left.id, left.removed_at, left.last_reading) == (first.id, None, None)


def test_readers_exchange_nothing(
    world: World, point: MeasuringPoint, browser: Browser
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)

    answer = browser(world.rita).post(page, {**OLD, **NEW, **WHY, "step": 2})

    assert answer.status_code == 403
    assert len(meters(world, point)) == 1


def test_a_meter_is_taken_out_where_no_other_one_comes_and_put_back(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    (meter,) = meters(world, point)
    show = address(world, "point", point_id=point.id)
    out = address(world, "meter_out", meter_id=meter.id)
    assert out in installer.get(show).text
    asked = installer.get(out).text
    assert "8KAM0012345678" in asked

    typo = {"moment": MOMENT, "last_reading": "viel"}
    assert "Enter a number" in installer.post(out, typo).text
    said = {"moment": MOMENT, "last_reading": "150.5", "note": "Haus abgerissen"}
    page = installer.post(out, said, follow=True).text
    assert "Put a meter in" in page
    (gone,) = meters(world, point)
    assert gone.last_reading == 150.5
    assert "taken out at" in installer.post(out, said, follow=True).text
    back = address(world, "meter_back", meter_id=meter.id)
    assert back in page

    page = installer.post(back, follow=True).text

    assert "The meter is there again." in page
    assert out in page
    (left,) = meters(world, point)
    assert (left.removed_at, left.last_reading) == (None, None)
