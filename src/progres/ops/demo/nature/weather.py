"""The weather over the city, the same for everything in it."""

from functools import lru_cache
from math import cos, exp, pi, sin

from progres.ops.demo.nature.moment import FIRST_DAY, Moment
from progres.ops.demo.nature.noise import smooth, uniform

_SEED = 20_260_301
_RAIN_SEED = 77
_DAYS_OF_MOISTURE = 21


def outdoor_c(at: Moment) -> float:
    """Air temperature: season, fronts of some days, and the hours of the day."""
    return _temperature(at.day, round(at.hour * 4) / 4)


@lru_cache(maxsize=2048)
def mean_c(day: int) -> float:
    """Air temperature of a day on average."""
    return _mean_c(day, 12.0)


def sun(at: Moment) -> float:
    """Return 0 at night to 1 at noon of a clear day in summer."""
    season = 0.62 + 0.38 * cos(2 * pi * (_day_of_year(at.day) - 172) / 365)
    height = cos(2 * pi * (at.hour - 12.6) / 24) + 1.35 * season - 0.85
    clouds = 0.75 - 0.25 * smooth(_SEED + 1, at.days * 3)
    return max(0.0, min(1.0, height)) * clouds


def rain_mm(day: int) -> float:
    """Rain of a whole day, 0 on about two days of three."""
    chance = uniform(_RAIN_SEED, day)
    return (
        22 * (0.36 - chance) * (0.4 + uniform(_RAIN_SEED + 1, day))
        if chance < 0.36
        else 0.0
    )


def rain_until(at: Moment) -> float:
    """Rain in mm since counters began; it falls between 5 and 17 o'clock."""
    part = min(1.0, max(0.0, (at.hour - 5) / 12))
    return _rain_before(at.day) + rain_mm(at.day) * part


def wetness(at: Moment, *, dries_in_days: float) -> float:
    """Rain of the last weeks in mm, of which less and less is left."""
    return sum(
        rain_mm(at.day - back) * exp(-(back + at.hour / 24) / dries_in_days)
        for back in range(_DAYS_OF_MOISTURE)
    )


def humidity_percent(at: Moment) -> float:
    wet = 8 if rain_mm(at.day) else 0
    return max(
        25.0, min(100.0, 84 + wet - 26 * sun(at) + 9 * smooth(_SEED + 2, at.days * 2))
    )


def pressure_hpa(at: Moment) -> float:
    return (
        1013
        + 14 * smooth(_SEED + 3, at.days / 2.5)
        + 2 * smooth(_SEED + 4, at.days * 2)
    )


def wind_m_s(at: Moment) -> float:
    gusts = smooth(_SEED + 5, at.days * 24) + smooth(_SEED + 6, at.days * 96)
    return max(0.0, 3 + 2.2 * smooth(_SEED + 7, at.days) + 1.2 * gusts + 1.5 * sun(at))


@lru_cache(maxsize=8192)
def _temperature(day: int, hour: float) -> float:
    daily = (1.5 + 5 * sun(Moment(0.0, day, 12.6))) * sin(2 * pi * (hour - 9) / 24)
    return _mean_c(day, hour) + daily


def _mean_c(day: int, hour: float) -> float:
    season = 10 - 9.5 * cos(2 * pi * (_day_of_year(day) - 20) / 365)
    return season + 5 * smooth(_SEED, Moment(0.0, day, hour).days / 3)


@lru_cache(maxsize=1024)
def _rain_before(day: int) -> float:
    return sum(rain_mm(past) for past in range(FIRST_DAY, day))


def _day_of_year(day: int) -> float:
    return (day - FIRST_DAY + 1) % 365.25
