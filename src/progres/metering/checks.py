"""What people say of measuring points and meters, checked before it is stored."""

import math
from dataclasses import asdict, dataclass
from dataclasses import fields as fields_in
from datetime import datetime
from typing import TYPE_CHECKING

from progres.kit.ages import age_problem
from progres.kit.refusal import Refusal, Said
from progres.kit.words import is_one_line, sort_key
from progres.metering.rules import (
    LARGEST,
    OF_THE_GRID,
    UNITS,
    YEARS,
    BadNumber,
    Medium,
    Reason,
    parse_market_location,
    parse_metering_location,
    parse_obis,
)

if TYPE_CHECKING:
    from progres.metering.models import MeasuringPoint

LONGEST = {"name": 100, "number": 60, "unit": 12, "key": 100, "note": 500}
HIGHEST_FACTOR = 1e6
_FACTORS = {
    "transformer_factor": (Medium.ELECTRICITY, Said("transformer factor")),
    "calorific_value": (Medium.GAS, Said("calorific value")),
    "correction_factor": (Medium.GAS, Said("correction factor")),
}

_NAMES = {Medium.ELECTRICITY: Said("electricity"), Medium.GAS: Said("gas")}


class BadMeasuringPoint(Refusal):
    """A measuring point cannot be like this; the message says what would be right."""


class BadMeter(Refusal):
    """A meter cannot be put in like this; the message says what would be right."""


@dataclass(frozen=True, kw_only=True)
class PointFields:
    """What people say of a measuring point; numbers in any usual spelling.

    An empty unit is the usual one of the medium.
    """

    name: str
    medium: str
    unit: str = ""
    number: str = ""
    market_location: str = ""
    metering_location: str = ""
    obis: str = ""
    transformer_factor: float | None = None
    calorific_value: float | None = None
    correction_factor: float | None = None
    asset_id: int | None = None
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What is put in at a measuring point, and what the meter before it showed.

    Without a `number` the meter stays, and only what reads it is exchanged. Readings
    are in the measuring point's unit; `first_reading` may be left out where the meter
    stays, `last_reading` where there is none yet.
    """

    moment: datetime
    number: str = ""
    first_reading: float | None = None
    last_reading: float | None = None
    device_id: int | None = None
    key: str = ""
    calibrated_in: int | None = None
    calibrated_until: int | None = None
    reason: str = Reason.OTHER
    note: str = ""


def said_of_point(point: "MeasuringPoint") -> PointFields:
    """Return what has been said of a stored measuring point."""
    names = (field.name for field in fields_in(PointFields))
    return PointFields(**{name: getattr(point, name) for name in names})


def checked_point(fields: PointFields) -> dict[str, object]:
    """Return the columns of a measuring point; raise BadMeasuringPoint."""
    columns: dict[str, object] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }
    _check_texts(columns, BadMeasuringPoint)
    if not columns["name"]:
        raise BadMeasuringPoint(
            "A measuring point needs a name, such as 'Town hall, cold water'."
        )
    if fields.medium not in set(Medium):
        raise BadMeasuringPoint(
            "'%(medium)s' is not a medium; use one of %(media)s.",
            medium=fields.medium[:40],
            media=", ".join(Medium),
        )
    columns["unit"] = columns["unit"] or UNITS[Medium(fields.medium)]
    _check_factors(fields)
    columns |= _locations(fields)
    columns["sort_key"] = sort_key(str(columns["name"]))[:200]
    return columns


def check_exchange(exchange: Exchange) -> None:
    """Refuse what no meter can be; raise BadMeter."""
    _check_texts(asdict(exchange), BadMeter)
    if exchange.reason not in set(Reason):
        raise BadMeter(
            "'%(reason)s' is not a reason; use one of %(reasons)s.",
            reason=exchange.reason[:40],
            reasons=", ".join(Reason),
        )
    for reading in (exchange.first_reading, exchange.last_reading):
        if reading is not None:
            check_reading(reading)
    since, until = exchange.calibrated_in, exchange.calibrated_until
    for year in (since, until):
        if year is not None and year not in YEARS:
            raise BadMeter(
                "%(year)s is not a year of a calibration; use %(first)s to %(last)s.",
                year=year,
                first=YEARS[0],
                last=YEARS[-1],
            )
    if since is not None and until is not None and until < since:
        raise BadMeter(
            "The calibration of %(since)s cannot end in %(until)s; a year from "
            "%(since)s on would be right.",
            since=since,
            until=until,
        )


def check_age(moment: datetime) -> None:
    """Refuse a moment before any meter; raise BadMeter."""
    if problem := age_problem(moment):
        raise BadMeter.like(problem)


def check_reading(reading: float) -> None:
    """Refuse what no register shows, such as NaN; raise BadMeter."""
    if not abs(reading) <= LARGEST:
        raise BadMeter("A reading is a number that a register can show.")


def _check_texts(
    columns: dict[str, object], refusal: type[BadMeasuringPoint] | type[BadMeter]
) -> None:
    for name, value in columns.items():
        if not isinstance(value, str) or name == "notes":
            continue
        if not is_one_line(value):
            raise refusal(
                "'%(text)s' holds signs that cannot be printed, such as a line break; "
                "use letters, digits and the like.",
                text=value[:40],
            )
        if len(value) > LONGEST.get(name, 100):
            raise refusal(
                "'%(text)s…' is too long: it has %(size)s characters and can have "
                "%(most)s.",
                text=value[:20],
                size=len(value),
                most=LONGEST.get(name, 100),
            )


def _check_factors(fields: PointFields) -> None:
    for name, (medium, word) in _FACTORS.items():
        factor = getattr(fields, name)
        if factor is None:
            continue
        if fields.medium != medium:
            raise BadMeasuringPoint(
                "A %(word)s belongs to %(right)s alone; leave it empty here.",
                word=word,
                right=_NAMES[medium],
            )
        if not (math.isfinite(factor) and 0 < factor <= HIGHEST_FACTOR):
            raise BadMeasuringPoint(
                "The %(word)s must be above 0 and at most 1,000,000.", word=word
            )


def _locations(fields: PointFields) -> dict[str, str]:
    given = (fields.market_location.strip(), fields.metering_location.strip())
    if any(given) and fields.medium not in OF_THE_GRID:
        raise BadMeasuringPoint(
            "Market and metering locations exist for electricity and gas alone; write "
            "this number into the free number of the measuring point."
        )
    market, metering = given
    try:
        return {
            "market_location": parse_market_location(market) if market else "",
            "metering_location": parse_metering_location(metering) if metering else "",
            "obis": parse_obis(fields.obis, fields.medium) if fields.obis else "",
        }
    except BadNumber as error:
        raise BadMeasuringPoint.like(error) from None
