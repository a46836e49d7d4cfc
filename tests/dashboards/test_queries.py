"""Lists and overviews, and the states in which devices are."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from progres.alarms.models import Alarm
from progres.dashboards.queries import (
    device_page,
    overview,
    states_of,
)
from progres.dashboards.statements import ORDERS
from progres.database.scope import Scope, scoped
from progres.devices.actions import register_many
from progres.devices.checks import DeviceFields
from progres.devices.models import Device
from progres.devices.rules import DeviceState, state_of
from tests.world import NOON, World

INTERVAL = timedelta(minutes=15)
AGES = [
    None,
    timedelta(0),
    2.5 * INTERVAL,
    2.5 * INTERVAL + timedelta(microseconds=1),
    5 * INTERVAL,
    5 * INTERVAL + timedelta(microseconds=1),
]


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope."""
    with scoped(world.everything):
        yield world


def register(world: World, count: int, **fields: object) -> list[Device]:
    """Register devices 'Fühler 2' … in the pool, beside the one of the cast."""
    return register_many(
        [
            DeviceFields(dev_eui=f"{n:016x}", name=f"Fühler {n}", **fields)  # type: ignore[arg-type]
            for n in range(2, count + 2)
        ],
        tenant=world.bad,
        device_type=world.device_type,
        by=world.olga,
        at=NOON,
    )


def hear(device: Device, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into latest (tenant_id, device_id, ts, last_seen_at)"
            " values (%s, %s, %s, %s)",
            [device.tenant_id, device.id, at, at],
        )


def raise_alarm(device: Device, *, cleared_at: datetime | None = None) -> None:
    Alarm(
        tenant_id=device.tenant_id,
        device=device,
        name="Zu warm",
        key="temperature",
        type="above",
        high=30,
        severity="major",
        value=31,
        raised_at=NOON,
        cleared_at=cleared_at,
    ).save(force_insert=True)


def page(world: World, **question: object) -> list[str]:
    found = device_page(world.olga.scope, at=NOON, **question)  # type: ignore[arg-type]
    return [row.device.name for row in found.rows]


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("alarm", ["none", "open", "cleared"])
@pytest.mark.parametrize("status", ["registered", "decommissioned"])
@pytest.mark.parametrize("plan", [None, {"weekdays": [6], "start": 12, "end": 24}])
def test_states_in_sql_are_those_of_the_rule(
    house: World,
    age: timedelta | None,
    alarm: str,
    status: str,
    plan: dict[str, object] | None,
) -> None:
    house.device_type.send_plan = plan
    house.device_type.save()
    device = house.device
    device.status = status
    device.save()
    if age is not None:
        hear(device, NOON - age)
    if alarm != "none":
        raise_alarm(device, cleared_at=NOON if alarm == "cleared" else None)

    assert states_of(house.olga.scope, [device.id], at=NOON) == {
        device.id: state_of(
            status=status,
            open_alarm=alarm == "open",
            last_seen_at=None if age is None else NOON - age,
            limits=house.device_type.limits(time_zone="Europe/Berlin", at=NOON),
        )
    }


def test_names_are_sorted_as_people_do(house: World) -> None:
    register(house, 10)

    assert page(house)[:3] == ["Fühler 2", "Fühler 3", "Fühler 4"]
    assert page(house, order="-name")[:2] == ["Raumfühler 1", "Fühler 11"]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_neither_skip_nor_repeat_and_know_the_total(
    house: World, order: str
) -> None:
    devices = register(house, 6)
    for n, device in enumerate(devices[:4]):
        hear(device, NOON - n // 2 * INTERVAL)

    pages = [
        device_page(house.olga.scope, order=order, page=n, page_size=3, at=NOON)
        for n in (1, 2, 3)
    ]

    names = [row.device.name for part in pages for row in part.rows]
    assert len(names) == len(set(names)) == 7
    assert {part.total for part in pages} == {7}


@pytest.mark.parametrize("order", ["name", "last_seen", "type"])
def test_behind_the_last_page_is_nothing(house: World, order: str) -> None:
    found = device_page(house.olga.scope, order=order, page=9, at=NOON)

    assert (found.rows, found.total) == ([], 1)


def test_what_needs_attention_comes_first(house: World) -> None:
    fine, silent, alarmed = register(house, 3)
    hear(fine, NOON)
    hear(silent, NOON - 9 * INTERVAL)
    raise_alarm(alarmed)

    assert page(house, order="state") == [
        alarmed.name,
        silent.name,
        house.device.name,
        fine.name,
    ]
    assert page(house, order="-last_seen") == [
        fine.name,
        silent.name,
        alarmed.name,
        house.device.name,
    ]


def test_filters_add_up(house: World) -> None:
    fine, silent = register(house, 2, site="Schule")
    hear(fine, NOON)
    hear(silent, NOON - 9 * INTERVAL)

    assert page(house, state=DeviceState.SILENT) == [silent.name]
    assert page(house, state=DeviceState.SILENT, text="hallenbad") == []
    assert page(house, text="schule", tenant_id=house.bad.id) == [
        fine.name,
        silent.name,
    ]
    assert page(house, tenant_id=house.musterstadt.id, order="-tenant") == []


def test_the_overview_counts_every_state(house: World) -> None:
    fine, alarmed, _ = register(house, 3)
    hear(fine, NOON)
    raise_alarm(alarmed)

    shown = overview(house.olga.scope, at=NOON)

    assert shown.counts == {
        DeviceState.OK: 1,
        DeviceState.LATE: 0,
        DeviceState.SILENT: 0,
        DeviceState.ALARM: 1,
        DeviceState.UNKNOWN: 2,
        DeviceState.MAINTENANCE: 0,
    }
    assert [row.device for row in shown.activity] == [fine]
    assert [alarm.device for alarm in shown.open_alarms] == [alarmed]
    assert shown.open_alarm_count == 1


def test_strangers_see_an_empty_house(house: World) -> None:
    hear(house.device, NOON)
    raise_alarm(house.device)

    shown = overview(house.nora.scope, at=NOON)

    assert set(shown.counts.values()) == {0}
    assert not shown.activity
    assert shown.open_alarm_count == 0
    assert device_page(house.nora.scope, at=NOON).total == 0
    assert not states_of(house.nora.scope, [house.device.id], at=NOON)


def test_without_an_instance_there_is_nothing(house: World) -> None:
    nowhere = Scope(frozenset())

    assert set(overview(nowhere, at=NOON).counts.values()) == {0}
    assert device_page(nowhere, order="state", at=NOON).total == 0
