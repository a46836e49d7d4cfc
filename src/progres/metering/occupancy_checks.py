"""What people say of who consumes at a measuring point, checked before it is stored."""

from dataclasses import asdict, dataclass
from dataclasses import fields as fields_in
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from progres.accounts.people import BadAccount, check_email
from progres.kit.ages import age_problem
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem
from progres.kit.words import sort_key

if TYPE_CHECKING:
    from progres.metering.models import Occupancy

LATEST_YEAR = 2199
LONGEST = {"name": 200, "email": 254, "phone": 60, "reference": 60, "note": 500}
_CALLED = {
    "name": Said("name"),
    "email": Said("e-mail address"),
    "phone": Said("phone number"),
    "reference": Said("reference"),
    "note": Said("note"),
}


class BadOccupancy(Refusal):
    """Nobody can consume there like this; the message says what would be right."""


class OccupanciesOverlap(BadOccupancy):
    """Somebody else consumes there at that time."""


@dataclass(frozen=True, kw_only=True)
class OccupancyFields:
    """Who consumes at a measuring point, from `since` until before `until`.

    `until` is None while it lasts. `user_id` is the person's own account, if any.
    """

    name: str
    since: datetime
    until: datetime | None = None
    email: str = ""
    phone: str = ""
    reference: str = ""
    note: str = ""
    user_id: int | None = None


def said_of_occupancy(occupancy: "Occupancy") -> OccupancyFields:
    """Return what has been said of a stored occupancy."""
    names = (field.name for field in fields_in(OccupancyFields))
    return OccupancyFields(**{name: getattr(occupancy, name) for name in names})


def checked_occupancy(fields: OccupancyFields) -> dict[str, object]:
    """Return the columns of an occupancy; raise BadOccupancy."""
    columns: dict[str, object] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }
    for name, most in LONGEST.items():
        if problem := text_problem(_CALLED[name], str(columns[name]), most=most):
            raise BadOccupancy.like(problem)
    if not columns["name"]:
        raise BadOccupancy(
            "An occupancy needs a name or a pseudonym, such as 'Flat 3, party A'."
        )
    if columns["email"]:
        try:
            check_email(str(columns["email"]))
        except BadAccount as error:
            raise BadOccupancy.like(error) from None
    _check_period(fields.since, fields.until)
    columns["since"] = fields.since.astimezone(UTC)
    columns["until"] = fields.until and fields.until.astimezone(UTC)
    columns["sort_key"] = sort_key(str(columns["name"]))[:400]
    return columns


def _check_period(since: datetime, until: datetime | None) -> None:
    for moment in (since, until):
        if moment is None:
            continue
        if problem := age_problem(moment):
            raise BadOccupancy.like(problem)
        if moment.year > LATEST_YEAR:
            raise BadOccupancy(
                "The year %(year)s is too far away; use one up to %(latest)s.",
                year=moment.year,
                latest=LATEST_YEAR,
            )
    if until is not None and until <= since:
        raise BadOccupancy(
            "The occupancy begins at %(since)s UTC and cannot end at %(until)s UTC; the "
            "end must be later.",
            since=f"{since:%d.%m.%Y %H:%M}",
            until=f"{until:%d.%m.%Y %H:%M}",
        )
