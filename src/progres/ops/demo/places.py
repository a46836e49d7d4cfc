"""Places of the town on its plan; tables of data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is: x and y in m; devices stand within `spread_m` of it.

    `amount` is how many devices, `value` what they depend on: people behind a water
    meter, kW a kelvin behind a heat meter, how busy a lot or a door is, how moist a bed.
    """

    customer: str
    name: str
    x: float
    y: float
    site: str = ""
    detail: str = ""
    kind: str = ""
    amount: int = 1
    value: float = 0.0
    leak: float = 0.0
    cold: bool = False
    spread_m: float = 8.0
    rooms: tuple[tuple[str, str, Mapping[str, float | str]], ...] = ()
    containers: tuple[tuple[str, float, int], ...] = ()


def _class(name: str, people: float = 24) -> tuple[str, str, Mapping[str, float | str]]:
    return name, "air", {"use": "lessons", "people": people}


def _air(
    name: str, use: str, people: float
) -> tuple[str, str, Mapping[str, float | str]]:
    return name, "air", {"use": use, "people": people}


def _climate(name: str, use: str) -> tuple[str, str, Mapping[str, float | str]]:
    return name, "room", {"use": use}


def _school(
    name: str,
    x: float,
    y: float,
    *rooms: tuple[str, str, Mapping[str, float | str]],
) -> Place:
    return Place(
        customer="schulen", name=name, site=name, x=x, y=y, rooms=rooms, spread_m=32
    )


ROOMS: Final = (
    _school(
        "Grundschule Am Anger", -560, 520,
        _class("Raum 1a", 22), _class("Raum 2b", 23), _class("Raum 3a", 21),
        _class("Raum 4b", 24), _climate("Aula", "lessons"),
        _climate("Lehrerzimmer", "office"),
    ),
    _school(
        "Realschule Uferweg", 430, -250,
        _class("Raum 104", 25), _class("Raum 106", 26), _class("Raum 201", 24),
        _class("Raum 205", 27), _climate("Werkraum", "lessons"),
        _climate("Sekretariat", "office"),
    ),
    _school(
        "Gymnasium Sonnenberg", -960, 1180,
        _class("Raum A 12", 26), _class("Raum A 14", 25), _class("Raum B 03", 23),
        _class("Raum B 07", 27), _class("Physik", 22), _climate("Bibliothek", "office"),
        _climate("Sporthalle", "lessons"),
    ),
    _school(
        "Gesamtschule Nord", 250, 1180,
        _class("Raum 21", 26), _class("Raum 22", 24), _class("Raum 31", 25),
        _air("Mensa", "canteen", 34), _climate("Computerraum", "lessons"),
    ),
    Place(
        customer="stadt", name="Rathaus", site="Rathaus", x=0, y=70, spread_m=14,
        rooms=(
            _air("Sitzungssaal", "meetings", 26), _air("Bürgerbüro", "office", 16),
            _air("Trauzimmer", "meetings", 20), _climate("Archiv", "office"),
            _climate("Serverraum", "office"),
        ),
    ),
    Place(
        customer="stadt", name="Volkshochschule", site="Volkshochschule", x=-170, y=190,
        rooms=(
            _air("Kursraum 1", "evenings", 20), _air("Kursraum 2", "evenings", 22),
            _climate("Foyer", "evenings"),
        ),
    ),
    Place(
        customer="stadtwerke", name="Hallenbad", site="Hallenbad", x=560, y=1020,
        spread_m=16,
        rooms=(
            _climate("Schwimmhalle", "office"), _climate("Umkleide", "office"),
            _air("Kursraum", "evenings", 18),
        ),
    ),
    Place(
        customer="stadtwerke", name="Kundenzentrum", site="Kundenzentrum", x=150, y=-90,
        rooms=(_air("Wartebereich", "office", 18), _climate("Büro 1", "office")),
    ),
    *(
        Place(
            customer="wohnbau", name=f"Lindenhof {number}", site=f"Lindenhof {number}",
            x=-700 + 75 * column, y=-690 - 70 * row, spread_m=9,
            rooms=(_climate("Treppenhaus", "home"), _climate("Gemeinschaftsraum", "home"))
            if number % 2
            else (_climate("Waschküche", "home"),),
        )
        for number, row, column in (
            (1, 0, 0), (2, 0, 1), (3, 0, 2), (4, 1, 0), (5, 1, 1), (6, 1, 2),
        )
    ),
)  # fmt: skip


def _house(name: str, x: float, y: float, people: float, leak: float = 0.0) -> Place:
    return Place(
        customer="stadtwerke", name=name, site=name, x=x, y=y, value=people, leak=leak
    )


HOUSES: Final = (
    _house("Ahornweg 3", -1080, 420, 3), _house("Ahornweg 8", -1130, 470, 4),
    _house("Ahornweg 14", -1190, 530, 2), _house("Birkenweg 2", 1080, 900, 5),
    _house("Birkenweg 11", 1140, 950, 3), _house("Birkenweg 17", 1200, 1010, 2),
    _house("Dorfanger 6", -470, 640, 4), _house("Erlenstraße 21", 380, 560, 12),
    _house("Erlenstraße 27", 440, 580, 18), _house("Fichtenweg 5", 640, -900, 3),
    _house("Fichtenweg 9", 690, -950, 4), _house("Fichtenweg 12", 740, -1010, 2),
    _house("Gartenstraße 1", -260, -620, 6), _house("Gartenstraße 10", -190, -680, 8),
    _house("Holunderweg 4", 1450, 350, 3), _house("Holunderweg 7", 1500, 400, 4),
    _house("Kastanienallee 40", -240, 900, 22), _house("Kastanienallee 44", -180, 950, 16),
    _house("Kastanienallee 52", -110, 1010, 14, leak=26), _house("Marktplatz 4", 70, 10, 7),
    _house("Marktplatz 9", 40, -50, 5), _house("Uferweg 15", 520, -330, 9),
    _house("Uferweg 19", 570, -360, 6), _house("Wiesengrund 3", -1500, -180, 4),
    *(
        Place(
            customer="wohnbau", name=f"Lindenhof {number}", site=f"Lindenhof {number}",
            x=x, y=y, value=19, amount=2,
        )
        for number, x, y in (
            (1, -700, -690), (2, -625, -690), (3, -550, -690),
            (4, -700, -760), (5, -625, -760), (6, -550, -760),
        )
    ),
)  # fmt: skip

# The town's own, put up last.
TOWN_HOUSES: Final = tuple(
    Place(customer=customer, name=name, site=name, x=x, y=y, value=people)
    for customer, name, x, y, people in (
        ("stadt", "Rathaus", 6, 60, 30), ("stadt", "Volkshochschule", -160, 180, 12),
        ("stadt", "Stadthalle", -60, -170, 20),
        ("schulen", "Grundschule Am Anger", -556, 516, 34),
        ("schulen", "Realschule Uferweg", 428, -240, 42),
        ("schulen", "Gymnasium Sonnenberg", -955, 1175, 55),
        ("schulen", "Gesamtschule Nord", 248, 1176, 58),
    )
)  # fmt: skip

HEATED: Final = (
    *(
        Place(customer="stadtwerke", name=name, site=name, x=x, y=y, value=kw_per_k)
        for name, x, y, kw_per_k in (
            ("Rathaus", 4, 64, 4.2), ("Hallenbad", 566, 1014, 11.0),
            ("Gymnasium Sonnenberg", -950, 1170, 8.5), ("Gesamtschule Nord", 244, 1172, 7.6),
            ("Realschule Uferweg", 424, -244, 6.1), ("Grundschule Am Anger", -552, 512, 3.6),
            ("Bahnhof", 905, 450, 2.4), ("Volkshochschule", -164, 184, 2.1),
            ("Erlenstraße 21", 384, 566, 1.3), ("Erlenstraße 27", 446, 586, 1.7),
            ("Kastanienallee 40", -236, 906, 1.9), ("Kastanienallee 44", -176, 956, 1.5),
            ("Marktplatz 4", 76, 16, 0.9), ("Uferweg 15", 526, -324, 0.8),
        )
    ),
    *(
        Place(
            customer="wohnbau", name=f"Lindenhof {number}", site=f"Lindenhof {number}",
            x=x, y=y, value=1.6,
        )
        for number, x, y in (
            (1, -696, -684), (2, -621, -684), (3, -546, -684),
            (4, -696, -754), (5, -621, -754), (6, -546, -754),
        )
    ),
)  # fmt: skip

LOTS: Final = (
    Place(
        customer="stadt", name="P1 Markt", site="Parkplatz Markt", x=170, y=40,
        amount=14, value=1.05, spread_m=26,
    ),
    Place(
        customer="stadt", name="P2 Bahnhof", site="Parkplatz Bahnhof", x=1010, y=380,
        amount=16, value=1.1, spread_m=34,
    ),
    Place(
        customer="stadt", name="P3 Ufer", site="Parkplatz Ufer", x=-260, y=-130,
        amount=8, value=0.7, spread_m=22,
    ),
)  # fmt: skip


def _spot(name: str, x: float, y: float) -> Place:
    return Place(
        customer="stadt", name=name, site=name, x=x, y=y, spread_m=5,
        containers=(("Glas", 17.5, 14), ("Papier", 8.9, 7), ("Kleider", 34, 28)),
    )  # fmt: skip


CONTAINERS: Final = (
    _spot("Ahornweg", -1120, 450), _spot("Erlenstraße", 400, 540),
    _spot("Kastanienallee", -200, 920), _spot("Birkenweg", 1120, 930),
    _spot("Uferweg", 540, -340), _spot("Gartenstraße", -230, -650),
    _spot("Fichtenweg", 690, -930),
)  # fmt: skip

PLANTED: Final = (
    Place(
        customer="stadt", name="Stadtpark", site="Stadtpark", x=-380, y=300, amount=7,
        value=23, spread_m=110,
    ),
    Place(
        customer="stadt", name="Kastanienallee", site="Kastanienallee", x=-190, y=860,
        amount=4, value=18, spread_m=60,
    ),
    Place(
        customer="stadt", name="Uferwiese", site="Uferwiese", x=-620, y=-170, amount=5,
        value=27, spread_m=80,
    ),
)  # fmt: skip

DOORS: Final = (
    Place(
        customer="stadtwerke", name="Trafostation Nord", site="Trafostation Nord",
        detail="Tür Mittelspannung", x=120, y=1320, value=0.05,
    ),
    Place(
        customer="stadtwerke", name="Trafostation Süd", site="Trafostation Süd",
        detail="Tür Mittelspannung", x=300, y=-860, value=0.05,
    ),
    Place(
        customer="stadtwerke", name="Pumpwerk Wiesengrund", site="Pumpwerk Wiesengrund",
        detail="Zugang", x=-1520, y=-420, value=0.1,
    ),
    Place(
        customer="schulen", name="Kühlraum Mensa", site="Gesamtschule Nord",
        detail="Küche, Kühlraum 1", x=262, y=1190, value=1.2, cold=True,
    ),
    Place(
        customer="schulen", name="Kühlraum Grundschule", site="Grundschule Am Anger",
        detail="Küche", x=-548, y=528, value=0.7, cold=True,
    ),
    Place(
        customer="stadt", name="Kühlraum Stadthalle", site="Stadthalle",
        detail="Catering", x=-60, y=-170, value=0.9, cold=True,
    ),
    Place(
        customer="wohnbau", name="Fahrradkeller Lindenhof 3", site="Lindenhof 3",
        detail="Außentür", x=-548, y=-692, value=0.8,
    ),
    Place(
        customer="wohnbau", name="Heizungskeller Lindenhof 5", site="Lindenhof 5",
        detail="Kellertür", x=-622, y=-758, value=0.1,
    ),
)  # fmt: skip

OPEN_AIR: Final = (
    Place(
        customer="stadt", name="Wetter Rathausdach", site="Rathaus", detail="Dach",
        kind="weather", x=2, y=72,
    ),
    Place(
        customer="stadtwerke", name="Wetter Wasserturm", site="Wasserturm",
        detail="Plattform", kind="weather", x=-1250, y=820,
    ),
    Place(
        customer="stadtwerke", name="Pegel Alte Brücke", site="Alte Brücke",
        detail="Pfeiler 2", kind="river", x=20, y=-335, value=0,
    ),
    Place(
        customer="stadtwerke", name="Pegel Wehr", site="Wehr", detail="Oberwasser",
        kind="river", x=1430, y=-405, value=46,
    ),
)  # fmt: skip
