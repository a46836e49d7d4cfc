"""What each kind of device measures: one function a kind, named like it.

All take the device's seed, a moment and the device's traits, and are the same for the
same arguments, so that history and the live demo are one.
"""

from collections.abc import Callable, Mapping

from progres.ops.demo.nature import meters, outdoors, rooms
from progres.ops.demo.nature.moment import Moment
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.nature.weather import (
    humidity_percent,
    outdoor_c,
    pressure_hpa,
    rain_until,
    sun,
    wind_m_s,
)
from progres.ops.demo.payload import Values

Traits = Mapping[str, float | str]
Measure = Callable[[int, Moment, Traits], Values]


def _battery(seed: int, at: Moment) -> float:
    """Batteries of the city were changed at some time in the last four years."""
    age_days = 1400 * uniform(seed, 9) + at.days % 365
    return max(9.0, 100 - age_days * 0.042)


def room(seed: int, at: Moment, traits: Traits) -> Values:
    use = str(traits["use"])
    return {
        "temperature": rooms.indoor_c(seed, at, use=use),
        "humidity": rooms.indoor_humidity(seed, at, use=use),
        "battery": _battery(seed, at),
    }


def air(seed: int, at: Moment, traits: Traits) -> Values:
    use, people = str(traits["use"]), float(traits["people"])
    return {
        **room(seed, at, traits),
        "co2": rooms.co2_ppm(seed, at, use=use, people=people),
    }


def water(seed: int, at: Moment, traits: Traits) -> Values:
    people, leak = float(traits["people"]), float(traits.get("leak", 0))
    return {
        "volume": meters.water_m3(seed, at, people=people, leak_l_h=leak),
        "flow": meters.water_flow_l_h(seed, at, people=people, leak_l_h=leak),
        "night_flow": meters.night_flow_l_h(seed, at, leak_l_h=leak),
        "battery": _battery(seed, at),
        "backflow": False,
        "tamper": False,
    }


def heat(seed: int, at: Moment, traits: Traits) -> Values:
    kw_per_k = float(traits["kw_per_k"])
    power = meters.heat_kw(seed, at, kw_per_k=kw_per_k)
    energy = meters.heat_kwh(seed, at, kw_per_k=kw_per_k)
    return {
        "energy": energy,
        "volume": energy / 36.0,
        "power": power,
        "flow": meters.flow_l_h(seed, at, power),
        "temperature.supply": meters.supply_c(seed, at),
        "temperature.return": meters.return_c(seed, at),
    }


def soil(seed: int, at: Moment, traits: Traits) -> Values:
    moisture = outdoors.soil_percent(seed, at, base=float(traits["base"]))
    return {
        "moisture": moisture,
        "temperature": outdoors.soil_c(seed, at),
        "conductivity": 180 + 14 * moisture,
        "battery": _battery(seed, at),
    }


def parking(seed: int, at: Moment, traits: Traits) -> Values:
    return {
        "temperature": outdoor_c(at) + 3 * sun(at),
        "battery": _battery(seed, at),
        "occupied": outdoors.is_parked(seed, at, busy=float(traits["busy"])),
    }


def fill(seed: int, at: Moment, traits: Traits) -> Values:
    level = outdoors.fill_percent(
        seed, at, days_to_fill=float(traits["days"]), cycle=int(traits["cycle"])
    )
    return {
        "level": level,
        "distance": 20 + 1.5 * (100 - level),
        "temperature": outdoor_c(at) + 5 * sun(at),
        "battery": _battery(seed, at),
        "tilted": False,
    }


def door(seed: int, at: Moment, traits: Traits) -> Values:
    often = float(traits["often"])
    cold = "cold" in traits
    outside = 0.6 * outdoor_c(at) + 6
    return {
        "openings": outdoors.openings(seed, at, often=often),
        "temperature": outdoors.cold_room_c(seed, at) if cold else outside,
        "battery": _battery(seed, at),
        "open": outdoors.is_open(seed, at, often=often),
    }


def weather(_seed: int, at: Moment, _traits: Traits) -> Values:
    return {
        "temperature": outdoor_c(at),
        "humidity": humidity_percent(at),
        "wind": wind_m_s(at),
        "rain": rain_until(at),
        "pressure": pressure_hpa(at),
    }


def river(seed: int, at: Moment, traits: Traits) -> Values:
    return {
        "level": outdoors.river_cm(seed, at) + float(traits["above"]),
        "temperature": outdoors.river_c(at),
        "battery": _battery(seed, at),
    }
