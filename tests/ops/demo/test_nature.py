from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from progres.ops.demo.nature import meters, outdoors, rooms, weather
from progres.ops.demo.nature.moment import Moment, moment
from progres.ops.demo.nature.noise import smooth, uniform

BEGIN = datetime(2025, 6, 1, tzinfo=UTC)
times = st.datetimes(datetime(2025, 1, 2), datetime(2028, 1, 1)).map(  # noqa: DTZ001 made aware below
    lambda at: moment(at.replace(tzinfo=UTC))
)
seeds = st.integers(1, 1_000_000)


@given(seeds, st.floats(-1e6, 1e6))
def test_chance_is_bounded_and_always_the_same(seed: int, position: float) -> None:
    assert -1 <= smooth(seed, position) <= 1
    assert smooth(seed, position) == smooth(seed, position)
    assert 0 <= uniform(seed, int(position)) < 1


@given(times)
def test_the_weather_is_one_that_people_know(at: Moment) -> None:
    assert -25 < weather.outdoor_c(at) < 42
    assert 0 <= weather.sun(at) <= 1
    assert 25 <= weather.humidity_percent(at) <= 100
    assert 950 < weather.pressure_hpa(at) < 1070
    assert weather.wind_m_s(at) >= 0
    assert weather.wetness(at, dries_in_days=6) >= 0


@given(seeds, times, st.floats(0, 2))
def test_registers_of_meters_never_fall(seed: int, at: Moment, days: float) -> None:
    later = moment(datetime.fromtimestamp(at.epoch + days * 86_400, UTC))
    for earlier_value, later_value in (
        (water(seed, at), water(seed, later)),
        (heat(seed, at), heat(seed, later)),
        (weather.rain_until(at), weather.rain_until(later)),
        (outdoors.openings(seed, at, often=1), outdoors.openings(seed, later, often=1)),
    ):
        assert later_value >= earlier_value - 1e-6


@given(seeds, times, st.sampled_from(sorted(rooms.USES)))
def test_air_in_rooms_is_fresh_at_night_and_never_fresher_than_outside(
    seed: int, at: Moment, use: str
) -> None:
    ppm = rooms.co2_ppm(seed, at, use=use, people=25)
    assert 400 < ppm < 4000
    if at.hour < 5 and use != "home":
        assert ppm < 480


def test_a_full_classroom_uses_its_air_up() -> None:
    monday = datetime(2026, 3, 2, 7, tzinfo=UTC)
    early, late = (
        rooms.co2_ppm(5, moment(monday + timedelta(hours=h)), use="lessons", people=26)
        for h in (-2, 3)
    )
    assert late > early + 500


@given(seeds, times)
def test_levels_stay_within_their_vessels(seed: int, at: Moment) -> None:
    assert 0 <= outdoors.fill_percent(seed, at, days_to_fill=9, cycle=7) <= 100
    assert 0 < outdoors.soil_percent(seed, at, base=21) < 60
    assert 60 < outdoors.river_cm(seed, at) < 400


def test_a_day_is_looked_at_in_local_time_on_both_sides_of_a_clock_change() -> None:
    winter = moment(datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    summer = moment(datetime(2026, 3, 29, 23, 30, tzinfo=UTC))
    assert (winter.hour, summer.hour) == (0.5, 1.5)
    assert summer.day == winter.day + 1
    assert moment(datetime(2026, 3, 2, 12, tzinfo=UTC)).weekday == 0


def water(seed: int, at: Moment) -> float:
    return meters.water_m3(seed, at, people=4, leak_l_h=10)


def heat(seed: int, at: Moment) -> float:
    return meters.heat_kwh(seed, at, kw_per_k=1.5)
