"""Who and what there is in the town: customers, gateways, devices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from progres.ops.demo.kinds import KINDS, Kind
from progres.ops.demo.measures import Traits
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.places import (
    CONTAINERS,
    DOORS,
    HEATED,
    HOUSES,
    LOTS,
    OPEN_AIR,
    PLANTED,
    ROOMS,
    TOWN_HOUSES,
    Place,
)

DEV_EUI_PREFIX = "02c17e00"  # locally administered, of no manufacturer
OLD_CODEC_PORT = 99
METER_CODES = {"water": "6", "heat": "9"}  # by medium, as on nameplates
DRY_BY = 6.5  # a tree that needs water

Fields = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Customer:
    """An instance; `parent` is another's key, the operator's own if empty."""

    key: str
    name: str
    short_name: str
    parent: str = ""
    accent: str = ""


CUSTOMERS = (
    Customer(key="stadtwerke", name="Stadtwerke Musterstadt", short_name="stadtwerke"),
    Customer(
        key="stadt", name="Stadt Musterstadt", short_name="stadt", accent="#8a1c4b"
    ),
    Customer(key="schulen", name="Schulen", short_name="schulen", parent="stadt"),
    Customer(
        key="wohnbau",
        name="Wohnbau Lindenhof eG",
        short_name="lindenhof",
        accent="#2f6b2f",
    ),
)

# Name, id, and where on the plan; all are the operator's and hear for everybody.
GATEWAYS = (
    ("Rathausturm", "02c17efffe000001", 0.0, 70.0),
    ("Wasserturm", "02c17efffe000002", -1250.0, 820.0),
    ("Heizkraftwerk", "02c17efffe000003", 1320.0, -180.0),
    ("Gymnasium Sonnenberg", "02c17efffe000004", -960.0, 1180.0),
    ("Bahnhof", "02c17efffe000005", 900.0, 460.0),
    ("Lindenhof 5", "02c17efffe000006", -640.0, -760.0),
    ("Hallenbad", "02c17efffe000007", 560.0, 1020.0),
    ("Pumpwerk Wiesengrund", "02c17efffe000008", -1520.0, -420.0),
)
FAILED_GATEWAY = "02c17efffe000008"
FAILED_DAYS = 0.7  # before the history's end it fell silent


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One device. `silent_days` before the history's end it stopped sending.

    `exchanged_days` before it the meter that the device reads was exchanged. `broken`
    means that its firmware is newer than its codec; a `late` one hands in what
    it kept while no gateway heard it.
    """

    number: int
    kind: Kind
    customer: str
    name: str
    site: str
    installation_place: str
    x: float
    y: float
    traits: Traits = field(default_factory=dict)
    meter_number: str = ""
    status: str = "registered"
    silent_days: float | None = None
    exchanged_days: float | None = None
    broken: bool = False
    late: bool = False

    @property
    def dev_eui(self) -> str:
        return f"{DEV_EUI_PREFIX}{self.number:08x}"

    @property
    def dev_addr(self) -> str:
        return f"{0x01C00000 + self.number * 7:08x}"

    @property
    def seed(self) -> int:
        return self.number * 1009

    @property
    def speaks(self) -> bool:
        """Whether it sends at all."""
        return self.status == "registered"


# What is not as it should be, by the number of the device.
ODDITIES: Mapping[int, Mapping[str, object]] = {
    7: {"silent_days": 1.1},
    63: {"silent_days": 3.4},
    119: {"silent_days": 6.0},
    88: {"broken": True},
    140: {"late": True},
    171: {"status": "planned"},
    172: {"status": "planned"},
    45: {"status": "decommissioned"},
    53: {"exchanged_days": 0.4},
    190: {"exchanged_days": 0.5},
    66: {"exchanged_days": 6.3},
    92: {"exchanged_days": 9.6},
}

# Devices that send although nobody has registered them yet.
STRANGERS = ("02c17e0000f00001", "02c17e0000f00002")


def things() -> list[Thing]:
    """All devices, always the same in the same order."""
    numbers = count(1)
    return [
        Thing(number=number, **{**fields, **ODDITIES.get(number, {})})  # type: ignore[arg-type] # fields of Thing
        for number, fields in zip(numbers, _all(), strict=False)
    ]


def _all() -> Iterator[Fields]:
    for site in ROOMS:
        for room, kind, traits in site.rooms:
            yield _fields(site, kind, f"{room} {site.name}", room, traits)
    for house in HOUSES:
        yield from _meters(house, "water", "Wasser", "Hausanschluss")
    for house in HEATED:
        yield from _meters(house, "heat", "Wärme", "Heizungskeller")
    yield from _outdoors()
    for door in DOORS:
        cold = {"cold": 1.0} if door.cold else {}
        yield _fields(
            door, "door", door.name, door.detail, {"often": door.value, **cold}
        )
    for station in OPEN_AIR:
        traits = {"above": station.value}
        yield _fields(station, station.kind, station.name, station.detail, traits)
    for house in TOWN_HOUSES:
        yield from _meters(house, "water", "Wasser", "Hausanschluss")


def _outdoors() -> Iterator[Fields]:
    for lot in LOTS:
        for slot in range(1, lot.amount + 1):
            name, where = f"{lot.name} {slot:02}", f"Stellplatz {slot}"
            yield _fields(lot, "parking", name, where, {"busy": lot.value})
    for spot in CONTAINERS:
        for what, days, cycle in spot.containers:
            traits = {"days": days, "cycle": cycle}
            yield _fields(spot, "fill", f"{what} {spot.name}", what, traits)
    for bed in PLANTED:
        for tree in range(1, bed.amount + 1):
            base = bed.value - DRY_BY * (tree == 2)
            yield _fields(
                bed, "soil", f"{bed.name} {tree}", f"Baum {tree}", {"base": base}
            )


def _meters(house: Place, kind: str, what: str, where: str) -> Iterator[Fields]:
    traits: Traits = (
        {"people": house.value, "leak": house.leak}
        if kind == "water"
        else {"kw_per_k": house.value}
    )
    for index in range(1, house.amount + 1):
        number = "" if house.amount == 1 else f" – {index}"
        unique = int(1e8 * uniform(int(house.x * 31 + house.y), index))
        yield {
            **_fields(house, kind, f"{what} {house.name}{number}", where, traits),
            "meter_number": f"{METER_CODES[kind]}MUS{unique:010}",
        }


def _fields(site: Place, kind: str, name: str, where: str, traits: Traits) -> Fields:
    seed = sum(map(ord, name)) * 131 + int(site.x)
    spread = site.spread_m
    return {
        "kind": KINDS[kind],
        "customer": site.customer,
        "name": name,
        "site": site.site,
        "installation_place": where,
        "x": site.x + spread * (2 * uniform(seed, 1) - 1),
        "y": site.y + spread * (2 * uniform(seed, 2) - 1),
        "traits": traits,
    }
