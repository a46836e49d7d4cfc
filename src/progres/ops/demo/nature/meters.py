"""Meters of water and heat, whose registers only ever rise."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from progres.ops.demo.nature.moment import FIRST_DAY, Moment
from progres.ops.demo.nature.noise import smooth, uniform
from progres.ops.demo.nature.weather import mean_c, outdoor_c

LITRES_A_PERSON = 118.0
# Share of a day's water by hour, on working days and at the week-end.
_WORKDAY = (
    1,
    0.6,
    0.4,
    0.4,
    0.7,
    2,
    7,
    9,
    6,
    4,
    3.5,
    4,
    5.5,
    5,
    3.5,
    3.5,
    4,
    6,
    8,
    8.5,
    7,
    5,
    3,
    1.5,
)
_WEEKEND = (
    1.5,
    0.8,
    0.5,
    0.4,
    0.4,
    0.8,
    2,
    4.5,
    7.5,
    9,
    8.5,
    7,
    6.5,
    6,
    4.5,
    4,
    4.5,
    5.5,
    6.5,
    7,
    6,
    4.5,
    3,
    2,
)
_HEAT = (
    3,
    3,
    3,
    3,
    3.2,
    4.5,
    6.5,
    6.5,
    5.5,
    4.6,
    4.2,
    4,
    4,
    3.9,
    3.9,
    4,
    4.3,
    4.8,
    5.4,
    5.4,
    5,
    4.4,
    3.4,
    3,
)
_LEAK_DAYS, _LEAK_CYCLE = 8, 19
_WATER_WH = 1.163  # heat of a litre of water by a kelvin


def water_m3(seed: int, at: Moment, *, people: float, leak_l_h: float) -> float:
    """Register of a water meter."""
    today = _litres_of_day(seed, at.day, people)
    share = _share(_WEEKEND_SUMS if at.weekday > 4 else _WORKDAY_SUMS, at.hour)
    leaked = leak_l_h * at.hour if _leaks(at.day) else 0.0
    before = _litres_before(seed, at.day, people, leak_l_h)
    return (before + today * share + leaked) / 1000 + 900 * uniform(seed, 1)


def water_flow_l_h(seed: int, at: Moment, *, people: float, leak_l_h: float) -> float:
    """Flow at this moment: taps are open for minutes, leaks for days."""
    weights = _WEEKEND if at.weekday > 4 else _WORKDAY
    usual = _litres_of_day(seed, at.day, people) * weights[int(at.hour)] / sum(weights)
    burst = uniform(seed, int(at.epoch // 120))
    open_taps = usual * burst * 3.2 if burst > 0.45 else 0.0
    return open_taps + night_flow_l_h(seed, at, leak_l_h=leak_l_h)


def night_flow_l_h(seed: int, at: Moment, *, leak_l_h: float) -> float:
    """The least flow of the last night, which only a leak keeps above nothing."""
    if leak_l_h and _leaks(at.day):
        return leak_l_h * (0.9 + 0.2 * uniform(seed + 8, at.day))
    return 0.0


def heat_kw(seed: int, at: Moment, *, kw_per_k: float) -> float:
    """Heat that a building takes now: little at night, most in the morning."""
    hour = int(at.hour)
    share = _HEAT_SUMS[hour + 1] - _HEAT_SUMS[hour]
    return _kwh_of_day(seed, at.day, kw_per_k) * share


def heat_kwh(seed: int, at: Moment, *, kw_per_k: float) -> float:
    """Register of a heat meter."""
    today = _kwh_of_day(seed, at.day, kw_per_k) * _share(_HEAT_SUMS, at.hour)
    return _kwh_before(seed, at.day, kw_per_k) + today + 40_000 * uniform(seed, 2)


def supply_c(seed: int, at: Moment) -> float:
    """District heating runs hotter when it is cold."""
    return 74 + 0.9 * max(0.0, 8 - outdoor_c(at)) + 1.5 * smooth(seed + 1, at.days * 12)


def return_c(seed: int, at: Moment) -> float:
    return 43 + 4.5 * smooth(seed + 2, at.days * 8)


def flow_l_h(seed: int, at: Moment, power_kw: float) -> float:
    """Water that carries this heat between supply and return."""
    return power_kw * 1000 / (_WATER_WH * (supply_c(seed, at) - return_c(seed, at)))


def _leaks(day: int) -> bool:
    return (day + 5) % _LEAK_CYCLE < _LEAK_DAYS


@lru_cache(maxsize=8192)
def _litres_of_day(seed: int, day: int, people: float) -> float:
    return people * LITRES_A_PERSON * (0.7 + 0.6 * uniform(seed, day))


@lru_cache(maxsize=2048)
def _litres_before(seed: int, day: int, people: float, leak_l_h: float) -> float:
    return sum(
        _litres_of_day(seed, past, people) + 24 * leak_l_h * _leaks(past)
        for past in range(FIRST_DAY, day)
    )


@lru_cache(maxsize=8192)
def _kwh_of_day(seed: int, day: int, kw_per_k: float) -> float:
    """By the cold outside, and the same for showers all the year."""
    heating = max(0.0, 16.5 - mean_c(day)) * (0.9 + 0.2 * uniform(seed, day))
    return 24 * kw_per_k * (0.85 * heating + 2.2)


@lru_cache(maxsize=2048)
def _kwh_before(seed: int, day: int, kw_per_k: float) -> float:
    return sum(_kwh_of_day(seed, past, kw_per_k) for past in range(FIRST_DAY, day))


def _share(sums: Sequence[float], hour: float) -> float:
    """Share of a day that is over at an hour."""
    whole = min(int(hour), 23)
    return sums[whole] + (sums[whole + 1] - sums[whole]) * (hour - whole)


def _sums(weights: Sequence[float]) -> tuple[float, ...]:
    return tuple(part / sum(weights) for part in accumulate(weights, initial=0.0))


_WORKDAY_SUMS, _WEEKEND_SUMS, _HEAT_SUMS = map(_sums, (_WORKDAY, _WEEKEND, _HEAT))
