"""Rooms: how warm they are and how used up their air is."""

from collections.abc import Callable
from functools import lru_cache

from progres.ops.demo.nature.moment import Moment, is_school_day
from progres.ops.demo.nature.noise import smooth, uniform
from progres.ops.demo.nature.weather import outdoor_c, sun

OUTSIDE_PPM = 420.0
_STEP_H = 1 / 12
_STEPS = 24 * 12
_PERSON_PPM_H = 105.0  # what one person adds to the air of a usual room in an hour

Use = Callable[[Moment], float]  # share of the people who are in the room


def _lessons(at: Moment) -> float:
    if not is_school_day(at) or not 8 <= at.hour < 13.1:
        return 0.0
    return 0.1 if _is_break(at.hour) else 1.0


def _is_break(hour: float) -> bool:
    return 9.5 <= hour < 9.85 or 11.35 <= hour < 11.65


def _office(at: Moment) -> float:
    if at.weekday > 4 or not 7.5 <= at.hour < 17:
        return 0.0
    return 0.4 if 12 <= at.hour < 13 or at.hour > 16 else 1.0


def _canteen(at: Moment) -> float:
    return 1.0 if is_school_day(at) and 11.7 <= at.hour < 13.8 else 0.0


def _meetings(at: Moment) -> float:
    busy = uniform(at.day, int(at.hour / 2)) < 0.55
    return 1.0 if at.weekday < 5 and 8 <= at.hour < 18 and busy else 0.0


def _evenings(at: Moment) -> float:
    return 1.0 if at.weekday < 6 and 17.5 <= at.hour < 21 else 0.0


def _home(at: Moment) -> float:
    if at.hour < 7 or at.hour >= 22:
        return 0.8
    return 0.9 if at.hour >= 17 or at.weekday > 4 else 0.3


USES: dict[str, Use] = {
    "lessons": _lessons,
    "office": _office,
    "canteen": _canteen,
    "meetings": _meetings,
    "evenings": _evenings,
    "home": _home,
}


def indoor_c(seed: int, at: Moment, *, use: str, target_c: float = 20.8) -> float:
    """Air temperature: heated while somebody is there, warmed by sun and people."""
    present = USES[use](at)
    if use == "home":
        warmth = _warmth(at.hour, begin=5, end=21.5)
    else:
        warmth = _warmth(at.hour, begin=5, end=16.5) if at.weekday < 5 else 0.0
    base = target_c - 2.6 * (1 - warmth)
    summer = max(0.0, outdoor_c(at) - 19) * 0.55
    drift = 0.7 * smooth(seed, at.days * 5) + 0.25 * smooth(seed + 1, at.days * 40)
    return base + 0.7 * present + 1.6 * sun(at) + summer + drift


def _warmth(hour: float, *, begin: float, end: float) -> float:
    """0 to 1: walls take two hours to get warm and six to cool down."""
    up = min(1.0, max(0.0, (hour - begin) / 2))
    down = min(1.0, max(0.0, (hour - end) / 6))
    return up - down


def indoor_humidity(seed: int, at: Moment, *, use: str) -> float:
    """Relative humidity in percent: dry while it is cold outside."""
    outside = 34 + 1.25 * outdoor_c(at) + 7 * USES[use](at)
    return max(18.0, min(78.0, outside + 4 * smooth(seed + 2, at.days * 6)))


def co2_ppm(seed: int, at: Moment, *, use: str, people: float) -> float:
    """Carbon dioxide in the air of a room that people breathe and windows renew."""
    curve = _co2_of_day(seed, at.day, use, people)
    position = at.hour / _STEP_H
    left = min(int(position), _STEPS - 1)
    value = curve[left] + (curve[left + 1] - curve[left]) * (position - left)
    return value + 12 * smooth(seed + 3, at.epoch / 400)


@lru_cache(maxsize=512)
def _co2_of_day(seed: int, day: int, use: str, people: float) -> tuple[float, ...]:
    """One value each five minutes; the day begins with fresh air.

    Each hour a share of the air is renewed; more in breaks, and more by people who care.
    """
    ppm = OUTSIDE_PPM
    curve = [ppm]
    care = 2.15 + 2.0 * uniform(seed + 4, day)
    attendance = 0.75 + 0.25 * uniform(seed + 5, day)
    for step in range(_STEPS):
        at = Moment(0.0, day, step * _STEP_H)
        present = USES[use](at) * attendance * people
        windows = 6.0 if use == "lessons" and _is_break(at.hour) else care
        renewal = windows if present else 1.1
        ppm += (present * _PERSON_PPM_H - renewal * (ppm - OUTSIDE_PPM)) * _STEP_H
        curve.append(ppm)
    return tuple(curve)
