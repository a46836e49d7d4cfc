"""What people say of gateways, checked before it is stored."""

from dataclasses import asdict, dataclass
from dataclasses import fields as fields_in
from datetime import timedelta
from typing import TYPE_CHECKING

from progres.gateways.rules import ALARM_DELAY
from progres.kit.places import place_problem
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem
from progres.lorawan.eui import NotAnEui, parse_eui

if TYPE_CHECKING:
    from progres.gateways.models import Gateway

LONGEST_INTERVAL = timedelta(days=1)
LONGEST_DELAY = timedelta(days=7)
LONGEST = {
    "gateway_id": 64,
    "name": 100,
    "model": 100,
    "antenna": 100,
    "site": 100,
    "sim_number": 40,
    "contacts": 300,
}
_CALLED = {
    "gateway_id": Said("EUI"),
    "name": Said("name"),
    "model": Said("model"),
    "antenna": Said("antenna"),
    "site": Said("site"),
    "sim_number": Said("SIM number"),
    "contacts": Said("contact persons"),
}


class BadGateway(Refusal):
    """A gateway cannot be like this; the message says why."""


class GatewayIdInUse(BadGateway):
    """The instance has a gateway with that id."""


@dataclass(frozen=True, kw_only=True)
class GatewayFields:
    """What people say of a gateway; an EUI in any usual spelling.

    `interval` is how often it should be heard; None: by what it sends. `delay` is how
    long it may be late until people are told.
    """

    gateway_id: str
    name: str
    model: str = ""
    antenna: str = ""
    site: str = ""
    asset_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    sim_number: str = ""
    contacts: str = ""
    shared: bool = True
    monitored: bool = True
    interval: timedelta | None = None
    delay: timedelta = ALARM_DELAY


def said_of_gateway(gateway: "Gateway") -> GatewayFields:
    """Return what has been said of a stored gateway."""
    names = (field.name for field in fields_in(GatewayFields))
    return GatewayFields(**{name: getattr(gateway, name) for name in names})


def checked_gateway(fields: GatewayFields) -> dict[str, object]:
    """Return the columns of a gateway, its id as network servers say it.

    Raises BadGateway.
    """
    columns: dict[str, object] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }
    columns["gateway_id"] = as_servers_say(fields.gateway_id)
    if not columns["gateway_id"] or not columns["name"]:
        raise BadGateway("A gateway needs an id, such as its EUI, and a name.")
    for name, most in LONGEST.items():
        text = str(columns[name])
        lines = name == "contacts"
        if problem := text_problem(_CALLED[name], text, most=most, lines=lines):
            raise BadGateway.like(problem)
    if problem := place_problem(fields.latitude, fields.longitude):
        raise BadGateway.like(problem)
    _check_times(fields)
    return columns


def as_servers_say(gateway_id: str) -> str:
    """Return an EUI as hex digits alone, any other id as it is in lower case."""
    try:
        return parse_eui(gateway_id)
    except NotAnEui:
        return gateway_id.strip().lower()


def _check_times(fields: GatewayFields) -> None:
    interval = fields.interval
    if (
        interval is not None
        and not timedelta(seconds=10) <= interval <= LONGEST_INTERVAL
    ):
        raise BadGateway("A gateway can be expected every 10 seconds to once a day.")
    if not timedelta(0) <= fields.delay <= LONGEST_DELAY:
        raise BadGateway("The delay of the mails can be 0 minutes to 7 days.")
