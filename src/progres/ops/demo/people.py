"""Who works with the platform in the town, and which rules wake them; tables of data."""

from dataclasses import dataclass
from datetime import timedelta

from progres.accounts.access import Role


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account; the operator's own staff has no customer."""

    who: str
    email: str
    first_name: str
    last_name: str
    role: Role
    customer: str = ""


ADMIN = "klara.lenz@stadt.example"
PEOPLE = (
    Person(
        who="the city's administrator",
        email=ADMIN,
        first_name="Klara",
        last_name="Lenz",
        role=Role.INSTANCE_ADMIN,
        customer="stadt",
    ),
    Person(
        who="a reader in the city",
        email="jonas.bauer@stadt.example",
        first_name="Jonas",
        last_name="Bauer",
        role=Role.VIEWER,
        customer="stadt",
    ),
    Person(
        who="the utility's administrator",
        email="mira.vogt@stadtwerke.example",
        first_name="Mira",
        last_name="Vogt",
        role=Role.INSTANCE_ADMIN,
        customer="stadtwerke",
    ),
    Person(
        who="the housing society's administrator",
        email="paul.sander@lindenhof.example",
        first_name="Paul",
        last_name="Sander",
        role=Role.INSTANCE_ADMIN,
        customer="wohnbau",
    ),
)
OPERATOR = Person(
    who="the operator",
    email="leitstelle@musternetz.example",
    first_name="Otto",
    last_name="Berger",
    role=Role.PLATFORM_ADMIN,
)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """An alarm rule on a kind of device, or on the device of that name."""

    customer: str
    name: str
    key: str
    emails: tuple[str, ...]
    severity: str
    hysteresis: float
    kind: str = ""
    device: str = ""
    above: float | None = None
    below: float | None = None
    hold: timedelta = timedelta(0)


_KLARA, _JONAS, _MIRA, _PAUL = (person.email for person in PEOPLE)
_COLD = {
    "name": "Kühlraum zu warm",
    "key": "temperature",
    "above": 8.0,
    "hysteresis": 2.0,
    "severity": "major",
    "hold": timedelta(minutes=30),
}

WATCHES = (
    Watch(
        customer="stadt",
        name="Verbrauchte Luft",
        kind="air",
        key="co2",
        above=1400,
        hysteresis=200,
        severity="warning",
        emails=(_KLARA, _JONAS, "hausmeister@gebaeudedienst.example"),
    ),
    Watch(
        customer="stadt",
        name="Behälter fast voll",
        kind="fill",
        key="level",
        above=85,
        hysteresis=10,
        severity="minor",
        emails=(_KLARA, "disposition@entsorgung.example"),
    ),
    Watch(
        customer="stadt",
        name="Baum braucht Wasser",
        kind="soil",
        key="moisture",
        below=20,
        hysteresis=2,
        severity="info",
        emails=(_JONAS,),
    ),
    *(
        Watch(customer=customer, device=device, emails=(_KLARA,), **_COLD)  # type: ignore[arg-type] # fields of Watch
        for customer, device in (
            ("schulen", "Kühlraum Mensa"),
            ("schulen", "Kühlraum Grundschule"),
            ("stadt", "Kühlraum Stadthalle"),
        )
    ),
    Watch(
        customer="stadtwerke",
        name="Wasserverlust in der Nacht",
        kind="water",
        key="night_flow",
        above=6,
        hysteresis=3,
        severity="major",
        emails=(_MIRA,),
    ),
    Watch(
        customer="stadtwerke",
        name="Hochwasser am Wehr",
        device="Pegel Wehr",
        key="level",
        above=190,
        hysteresis=10,
        severity="critical",
        emails=(_MIRA,),
    ),
    Watch(
        customer="wohnbau",
        name="Wasserverlust in der Nacht",
        kind="water",
        key="night_flow",
        above=6,
        hysteresis=3,
        severity="major",
        emails=(_PAUL,),
    ),
)
