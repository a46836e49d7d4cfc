"""Streets, parks, containers, doors and the river."""

from functools import lru_cache

from progres.ops.demo.nature.moment import FIRST_DAY, Moment
from progres.ops.demo.nature.noise import smooth, uniform
from progres.ops.demo.nature.weather import outdoor_c, rain_mm, wetness

EMPTIED_AT = 7.0  # o'clock


def soil_percent(seed: int, at: Moment, *, base: float) -> float:
    """Water in the soil: rain and watering, then days of drying."""
    wet = wetness(at, dries_in_days=6)
    return max(4.0, min(52.0, base + 0.75 * wet + 0.8 * smooth(seed, at.days * 3)))


def soil_c(seed: int, at: Moment) -> float:
    """Soil follows the air hours later and less."""
    before = Moment(at.epoch, at.day - (at.hour < 6), (at.hour - 6) % 24)
    return 4 + 0.62 * outdoor_c(before) + 0.6 * smooth(seed + 1, at.days)


def is_parked(seed: int, at: Moment, *, busy: float) -> bool:
    """Say whether a car stands there; lots are full when shops and offices are open."""
    if at.weekday == 6:
        share = 0.25 if 10 <= at.hour < 18 else 0.12
    elif 8 <= at.hour < 18.5:
        share = 0.88 - 0.22 * abs(at.hour - 12.5) / 5
    else:
        share = 0.4 if 18.5 <= at.hour < 22 else 0.15
    stay_s = 1500 + 5400 * uniform(seed, 3)
    slot = int(at.epoch / stay_s + uniform(seed, 4))
    return uniform(seed + 1, slot) < share * busy


def fill_percent(seed: int, at: Moment, *, days_to_fill: float, cycle: int) -> float:
    """Level of a container that is emptied every `cycle` days at seven."""
    offset = int(uniform(seed, 5) * cycle)
    since = (at.day + offset) % cycle + at.hour / 24 - EMPTIED_AT / 24
    if since < 0:
        since += cycle
    speed = 100 / days_to_fill * (0.8 + 0.4 * uniform(seed, (at.day + offset) // cycle))
    return max(2.0, min(99.0, 3 + since * speed + 0.8 * smooth(seed, at.days * 12)))


def is_open(seed: int, at: Moment, *, often: float) -> bool:
    """Say whether a door stands open; working hours have more of that."""
    busy = 1.0 if 7 <= at.hour < 17 and at.weekday < 5 else 0.08
    return uniform(seed + 2, int(at.epoch // 90)) < 0.12 * often * busy


def openings(seed: int, at: Moment, *, often: float) -> int:
    """How often a door was opened since counters began."""
    part = min(1.0, max(0.0, (at.hour - 7) / 10)) if at.weekday < 5 else 0.0
    today = _openings_of_day(seed, at.day, often)
    return _openings_before(seed, at.day, often) + int(today * part)


def cold_room_c(seed: int, at: Moment) -> float:
    """A cold room at 4 °C, whose door somebody leaves ajar now and then."""
    usual = 4 + 0.7 * smooth(seed, at.days * 30)
    ajar = (at.day + int(uniform(seed, 6) * 5)) % 5 == 0 and 10 <= at.hour < 12.5
    return usual + (6 * min(1.0, (at.hour - 10) / 1.5) if ajar else 0.0)


def river_cm(seed: int, at: Moment) -> float:
    """Water level: slow, with waves of rain that pass in a day or two."""
    wave = sum(
        rain_mm(at.day - back) * max(0.0, 1 - abs(back + at.hour / 24 - 1.1) / 1.4)
        for back in range(4)
    )
    return (
        118
        + 4.2 * wave
        + 9 * smooth(seed, at.days / 4)
        + 1.2 * smooth(seed, at.days * 24)
    )


def river_c(at: Moment) -> float:
    return max(2.0, 5 + 0.55 * outdoor_c(at))


@lru_cache(maxsize=2048)
def _openings_of_day(seed: int, day: int, often: float) -> int:
    return int(60 * often * (0.6 + 0.8 * uniform(seed + 3, day)))


@lru_cache(maxsize=512)
def _openings_before(seed: int, day: int, often: float) -> int:
    return sum(
        _openings_of_day(seed, past, often)
        for past in range(FIRST_DAY, day)
        if (past + 6) % 7 < 5
    )
