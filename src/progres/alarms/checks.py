"""What people say of alarm rules, checked before it is stored."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from dataclasses import fields as fields_in
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from progres.alarms.rules import LimitType, Severity

if TYPE_CHECKING:
    from progres.alarms.models import AlarmRule

MAX_RECIPIENTS = 50
MAX_UNCONFIRMED = 10
LONGEST_EMAIL = 254
LONGEST_HOLD = timedelta(days=31)
HIGHEST_COUNT = 1000
LIMITS_OF = {
    LimitType.ABOVE: ("high",),
    LimitType.BELOW: ("low",),
    LimitType.OUTSIDE: ("low", "high"),
}


class BadRule(ValueError):
    """An alarm rule cannot be like this; the message says why and what would be right."""


@dataclass(frozen=True, kw_only=True)
class RuleFields:
    """What people say of a rule; limits and hysteresis are in the value's own unit."""

    name: str
    key: str
    type: str
    low: float | None = None
    high: float | None = None
    hysteresis: float = 0.0
    hold: timedelta = timedelta(0)
    count: int = 1
    severity: str = Severity.WARNING
    enabled: bool = True


def said_of_rule(rule: "AlarmRule") -> RuleFields:
    """Return what has been said of a stored rule."""
    names = (field.name for field in fields_in(RuleFields))
    return RuleFields(**{name: getattr(rule, name) for name in names})


def checked_rule(fields: RuleFields) -> dict[str, object]:
    """Return the columns of a rule; raise BadRule."""
    columns = asdict(fields)
    columns["name"] = " ".join(fields.name.split())
    for name in ("name", "key"):
        columns[name] = columns[name].strip()
        if not columns[name].isprintable():
            raise BadRule(
                f"The {name} of a rule has signs that cannot be printed; "
                "use letters, digits and the like."
            )
        if not columns[name] or len(columns[name]) > 100:
            raise BadRule(f"A rule needs a {name} of at most 100 characters.")
    for word, name, words in (
        (fields.type, "condition", LimitType),
        (fields.severity, "severity", Severity),
    ):
        if word not in set(words):
            raise BadRule(f"'{word}' is not a {name}; use one of {', '.join(words)}.")
    _check_limits(fields)
    _check_patience(fields)
    return columns


def checked_emails(emails: Iterable[str]) -> list[str]:
    """Return addresses in lower case, each once, in order; raise BadRule."""
    checked = sorted({_checked_email(email) for email in emails if email.strip()})
    if len(checked) > MAX_RECIPIENTS:
        raise BadRule(
            f"These are {len(checked)} addresses; a rule tells at most {MAX_RECIPIENTS}."
        )
    return checked


def _checked_email(email: str) -> str:
    try:
        validate_email(email.strip())
        name, _, domain = email.strip().lower().rpartition("@")
        address = f"{name}@{domain.encode('idna').decode()}"
        # A quoted name may hold anything; nobody has one, and mail libraries stumble.
        if '"' in name or len(address) > LONGEST_EMAIL:
            raise ValidationError(address)
        return address
    except (ValidationError, UnicodeError):
        raise BadRule(
            f"'{email.strip()}' is not an e-mail address; use one such as "
            "name@example.org."
        ) from None


def _check_limits(fields: RuleFields) -> None:
    needed = LIMITS_OF[LimitType(fields.type)]
    for name in ("low", "high"):
        limit = getattr(fields, name)
        if (limit is not None) != (name in needed):
            raise BadRule(
                f"A rule of the kind '{fields.type}' needs {' and '.join(needed)}, "
                "and no other limit."
            )
        if limit is not None and not math.isfinite(limit):
            raise BadRule(f"{limit} is not a limit; use a number such as 21.5.")
    if not (math.isfinite(fields.hysteresis) and fields.hysteresis >= 0):
        raise BadRule(
            f"{fields.hysteresis} is not a hysteresis; use 0 or a positive number."
        )
    if fields.low is None or fields.high is None:
        return
    if fields.low >= fields.high:
        raise BadRule(
            f"The lower limit {fields.low} must be below the upper one {fields.high}."
        )
    if 2 * fields.hysteresis > fields.high - fields.low:
        raise BadRule(
            f"With a hysteresis of {fields.hysteresis} no value between {fields.low} "
            f"and {fields.high} would end the alarm; use at most half their distance."
        )


def _check_patience(fields: RuleFields) -> None:
    if not timedelta(0) <= fields.hold <= LONGEST_HOLD:
        raise BadRule(
            "A limit can be exceeded for 0 seconds to 31 days until an alarm."
        )
    if not 1 <= fields.count <= HIGHEST_COUNT:
        raise BadRule(
            f"{fields.count} is not a number of readings; use 1 to {HIGHEST_COUNT}."
        )
