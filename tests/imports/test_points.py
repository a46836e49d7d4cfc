"""Measuring points are taken in from files, with the meters that hang there."""

from progres.devices.queries import search_devices
from progres.imports.actions import Choice, undo_import
from progres.imports.rules import Existing, Kind
from progres.metering.exchanges import exchange_meter
from progres.metering.queries import meters_of, search_points
from progres.metering.rules import check_digit
from tests.imports.setting import acting, book, checked, errors, taken, worked
from tests.metering.setting import (
    FIRST,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.world import NOON, World

MARKET = "4137355924" + str(check_digit("4137355924"))
LIST = f"""Bezeichnung;Sparte;Nummer;MaLo;OBIS;Faktor;Zählernummer;Einbaudatum;Einbaustand;Geeicht bis;DevEUI
Rathaus Strom;Strom;S-1;{MARKET};1-0:1.8.0;40;Z 1;01.02.2026;1.234,5;2032;
Hallenbad Wasser;Wasser;W-1;;;;W 4711;15.01.2026 08:30;0;;24E124710C14000A
Schule Wärme;Wärme;;;;;;;;;
"""


def with_reader(world: World) -> None:
    with acting(world.olga):
        make_reader(world, make_counter_type(world))


def test_points_come_with_their_meters(world: World) -> None:
    with_reader(world)
    job = taken(LIST, by=world.olga, tenant=world.bad, kind=Kind.POINTS, defaults=KEYED)

    assert job.counts["created"] == 3
    with acting(world.olga):
        scope = world.olga.scope
        power = search_points(scope, text="4711").get()
        (meter,) = meters_of(scope, power)
        device = search_devices(scope, text="Wasserfühler").get()
        market = search_points(scope, text="S-1").get()
        (other,) = meters_of(scope, market)
    assert (meter.number, meter.first_reading, meter.device) == ("W 4711", 0, device)
    assert f"{meter.installed_at:%d.%m. %H:%M}" == "15.01. 07:30"
    assert (market.market_location, market.transformer_factor) == (MARKET, 40)
    assert (other.first_reading, other.calibrated_until) == (1234.5, 2032)


KEYED = {"key": "volume"}


def test_typing_errors_are_caught_by_row_and_column(world: World) -> None:
    with_reader(world)
    with acting(world.olga):
        put_in(world, make_point(world))
    wrong_digit = MARKET[:-1] + str((int(MARKET[-1]) + 1) % 10)
    job = checked(
        "Name;Medium;Nummer;MaLo;MeLo;OBIS;Faktor;Zähler;Einbau;Stand;Geeicht bis;DevEUI\n"
        f"A;Strom;;{wrong_digit};;;;;;;;\n"
        "B;Strom;;;DE123;7-0:1.8.0;;;;;;\n"
        "C;Wasser;;;;;2;;;;;\n"
        "D;Dampf;;;;;1.234;;;;;\n"
        "E;Wasser;;;;;;W 1;;;;\n"
        "F;Wasser;;;;;;W 1;01.01.2099;1;2010;\n"
        "G;Wasser;;;;;;W 3;;1;;70B3D57ED0009999\n"
        "H;Wasser;;;;;;;01.01.2026;1;;\n"
        "I;Gas;;;;1-0:1.8.0;;;;;;\n"
        "Hallenbad Kaltwasser;Wasser;MP-0007;;;;;W 9;;1;;\n"
        "J;Wasser;;;;;;W 5;01.01.0001;1;;\n",
        by=world.olga,
        tenant=world.bad,
        kind=Kind.POINTS,
        choice=Choice(mapping={}, existing=Existing.UPDATE),
    )

    found = {(row, column) for row, column, _ in errors(job, by=world.olga)}

    assert found == {
        (2, "MaLo"),
        (3, "MeLo"),
        (4, "Faktor"),
        (5, "Medium"),
        (5, "Faktor"),
        (6, "Stand"),
        (7, "Zähler"),
        (7, "Einbau"),
        (8, "DevEUI"),
        (9, "Zähler"),
        (10, "OBIS"),
        (11, "Zähler"),
        (12, "Einbau"),
    }


def test_an_asset_without_any_name_is_not_made(world: World) -> None:
    job = checked(
        "Name;Medium;Objekt\nA;Wasser;›\n",
        by=world.olga,
        kind=Kind.POINTS,
        choice=Choice(mapping={}, makes_assets=True),
    )

    [(row, column, said)] = errors(job, by=world.olga)
    assert (row, column) == (2, "Objekt")
    assert "names no asset" in said


def test_a_workbook_brings_numbers_and_days_and_is_undone_with_its_meters(
    world: World,
) -> None:
    with acting(world.olga):
        point = make_point(world)
    content = book(
        ["Name", "Medium", "Nummer", "Zählernummer", "Einbaudatum", "Einbaustand"],
        ["Bad", "Wasser", "MP-0007", 123456789, NOON.replace(tzinfo=None), 12.5],
        ["Neu", "Wasser", 17, 4711, None, 0],
        ["Bleibt", "Wasser", 18, 4712, None, 0],
    )
    job = taken(
        content,
        by=world.olga,
        tenant=world.bad,
        kind=Kind.POINTS,
        choice=Choice(mapping={}, existing=Existing.UPDATE),
    )
    with acting(world.olga):
        scope = world.olga.scope
        (meter,) = meters_of(scope, point)
        assert (meter.number, meter.first_reading) == ("123456789", 12.5)
        stays = search_points(scope, text="Bleibt").get()
        changed = FIRST.__class__(
            moment=NOON.replace(hour=13), number="N 2", first_reading=1, last_reading=2
        )
        exchange_meter(stays.id, changed, by=world.olga, at=NOON.replace(hour=14))

    with acting(world.olga):
        undo_import(job.id, by=world.olga, at=NOON)
    job = worked(job, by=world.olga)

    assert [e[2] for e in errors(job, by=world.olga)] == [
        "'Bleibt' was changed since, and stays."
    ]
    with acting(world.olga):
        names = set(search_points(scope).values_list("name", flat=True))
        assert not meters_of(scope, point)
    assert names == {"Hallenbad Kaltwasser", "Bleibt"}
