"""Pages of measuring points: the list, making and changing, consumption, calibrations."""

from dataclasses import replace

import pytest
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.metering.models import MeasuringPoint
from tests.metering.setting import (
    FIRST,
    WATER,
    make_counter_type,
    make_point,
    make_reader,
    put_in,
)
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset

POWER = {
    "name": "Rathaus Netzbezug",
    "medium": "electricity",
    "market_location": "51238696781",
    "metering_location": "DE 000562 66802 AO6G56M11SN51G21M24S",
    "obis": "1.0.1.8.0.255",
    "transformer_factor": "40.5",
}


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def only_point(world: World) -> MeasuringPoint:
    with scoped(world.olga.scope):
        return MeasuringPoint.objects.of(world.olga.scope).get()


def test_a_measuring_point_is_made_changed_and_deleted(
    world: World, browser: Browser
) -> None:
    olga, points = browser(world.olga), address(world, "point_list")
    assert "No measuring points yet" in olga.get(points).text

    made = olga.post(
        address(world, "point_new"), {**POWER, "tenant": world.musterstadt.id}
    )

    point = only_point(world)
    assert made.headers["Location"] == address(
        world, "meter_exchange", point_id=point.id
    )
    assert (point.obis, point.transformer_factor) == ("1-0:1.8.0", 40.5)
    page = address(world, "point", point_id=point.id)
    shown = olga.get(page).text
    assert "DE00056266802AO6G56M11SN51G21M24S" in shown
    assert "No meter yet" in shown
    edit = address(world, "point_edit", point_id=point.id)
    assert "51238696781" in olga.get(edit).text
    olga.post(edit, {**POWER, "name": "Rathaus Süd"})
    assert "Rathaus Süd" in olga.get(points).text
    delete = address(world, "point_delete", point_id=point.id)
    assert "This is not its name" in olga.post(delete, {"confirm": "x"}).text
    olga.post(delete, {"confirm": "Rathaus Süd"})
    assert "No measuring points yet" in olga.get(points).text


def test_a_wrong_digit_is_told_beside_its_field_and_nothing_typed_is_lost(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    said = {**POWER, "market_location": "51238696780", "tenant": world.musterstadt.id}

    page = olga.post(address(world, "point_new"), {**said, "obis": "7-0:3.0.0"})

    errors = page.context["form"].errors
    assert errors.keys() == {"market_location", "obis"}
    assert "would have to be 1 and not 0" in errors["market_location"][0]
    assert 'value="51238696780"' in page.text
    german = olga.post(
        address(world, "point_new"), said, headers={"Accept-Language": "de"}
    )
    assert german.status_code == 200


def test_locations_of_water_are_refused_with_what_would_be_right(
    world: World, browser: Browser
) -> None:
    said = {**POWER, "medium": "water", "obis": "", "tenant": world.musterstadt.id}

    page = browser(world.olga).post(address(world, "point_new"), said)

    assert "belongs to electricity alone" in page.text


def test_points_are_found_by_numbers_and_filtered_by_medium(
    world: World, browser: Browser
) -> None:
    olga, points = browser(world.olga), address(world, "point_list")
    with scoped(world.olga.scope):
        water = make_point(world)
        make_point(world, replace(WATER, name="Heizung", medium="heat", number=""))
        device = make_reader(world, make_counter_type(world))
        put_in(world, water, device=device)

    found = olga.get(points, {"q": "8kam"}).text
    assert "Hallenbad Kaltwasser" in found
    assert "Wasserfühler a" in found
    assert "Heizung" not in found
    heat = olga.get(points, {"medium": "heat"}).text
    assert "Heizung" in heat
    assert "Kaltwasser" not in heat
    assert "No measuring point matches" in olga.get(points, {"q": "zzz"}).text
    assert "Heizung" in olga.get(points, {"medium": "air"}).text


def test_a_long_list_goes_page_by_page_in_few_statements(
    world: World,
    browser: Browser,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    olga, points = browser(world.olga), address(world, "point_list")
    with scoped(world.olga.scope):
        for number in range(51):
            put_in(world, make_point(world, replace(WATER, name=f"Zähler {number}")))
    olga.get(points)

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        first = olga.get(points).text
    second = olga.get(points, {"page": 2}).text

    assert "Zähler 49<" in first
    assert "Zähler 50<" not in first
    assert "Zähler 50<" in second


def test_the_page_shows_the_consumption_and_both_registers(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world, asset=make_asset(world))
        device = make_reader(world, make_counter_type(world))
        old = put_in(world, point, replace(FIRST, calibrated_until=2020))
        later = replace(FIRST, moment=NOON, number="NEU 7", last_reading=150.5)
        new = put_in(
            world,
            point,
            replace(later, reason="defect", calibrated_until=2020),
            device=device,
        )

    page = browser(world.rita).get(address(world, "point", point_id=point.id)).text

    assert f'src="/api/v1/measuring-points/{point.id}/series"' in page
    assert f'keys="{old.id},{new.id}"' in page
    for said in ("150.5", "8KAM0012345678", "NEU 7", "Defect", "ended 2020"):
        assert said in page
    assert "Exchange the meter" not in page
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.get(action="measuring_point.viewed")
    assert (entry.target, entry.tenant_id) == (point.name, world.bad.id)


def test_a_device_says_at_which_measuring_point_it_measures(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
        device = make_reader(world, make_counter_type(world))
        put_in(world, point, device=device)

    page = browser(world.rita).get(address(world, "device_data", device_id=device.id))

    assert address(world, "point", point_id=point.id) in page.text


def test_calibrations_that_end_are_listed_by_year(
    world: World, browser: Browser
) -> None:
    olga, due = browser(world.olga), address(world, "calibrations")
    with scoped(world.olga.scope):
        for year in (2020, 2090):
            point = make_point(world, replace(WATER, name=f"Bis {year}"))
            put_in(world, point, replace(FIRST, calibrated_until=year))

    now = olga.get(due).text
    assert "Bis 2020" in now
    assert "Bis 2090" not in now
    assert "Bis 2090" in olga.get(due, {"year": "2090"}).text
    assert "No calibration is due" in olga.get(due, {"year": "2019"}).text
    assert olga.get(due, {"year": "x"}).status_code == 200
    assert (
        "No calibration is due"
        in browser(world.nora)
        .get(reverse("web:calibrations", args=[world.nord.id]))
        .text
    )


def test_strangers_find_no_measuring_point(world: World, browser: Browser) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
        meter = put_in(world, point)
    nora = browser(world.nora)

    for name in ("point", "point_edit", "point_delete", "meter_exchange"):
        path = reverse(f"web:{name}", args=[world.nord.id, point.id])
        assert nora.get(path).status_code == 404
        assert nora.post(path).status_code in {404, 405}
    undo = reverse("web:exchange_undo", args=[world.nord.id, meter.id])
    assert nora.post(undo).status_code == 404


def test_the_page_of_an_asset_lists_what_is_measured_in_it(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        hall, other = make_asset(world), make_asset(world, "Rathaus")
        make_point(world, asset=hall)
        read = make_point(world, replace(WATER, name="Zapfstelle"))
        kind = make_counter_type(world)
        put_in(world, read, device=make_reader(world, kind, asset=hall))
        make_point(world, replace(WATER, name="Brunnen"), asset=other)
    page = address(world, "asset", asset_id=hall.id)

    shown = browser(world.olga).get(page).text

    assert f'href="{address(world, "point", point_id=read.id)}"' in shown
    assert "Hallenbad Kaltwasser" in shown
    assert "Brunnen" not in shown
    assert browser(world.nora).get(page).status_code == 404
