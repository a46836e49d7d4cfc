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
from progres.kit.refusal import Refusal, Said
from progres.kit.words import is_one_line

if TYPE_CHECKING:
    from progres.alarms.models import AlarmRule

MAX_RECIPIENTS = 50
MAX_UNCONFIRMED = 10  # addresses of one rule
MAX_UNCONFIRMED_IN_ALL = 50  # addresses of all rules of one instance
MAX_QUESTIONS = 200  # mails of one instance within a day that ask for confirmation
LONGEST_EMAIL = 254
LONGEST_NOTE = 500
LONGEST_HOLD = timedelta(days=31)
HIGHEST_COUNT = 1000
FARTHEST_LIMIT = 1e9  # in the unit of the value, on either side of zero
LIMITS_OF = {
    LimitType.ABOVE: ("high",),
    LimitType.BELOW: ("low",),
    LimitType.OUTSIDE: ("low", "high"),
}


class BadRule(Refusal):
    """An alarm rule cannot be like this; the message says why and what would be right."""


class BadNote(Refusal):
    """Of an alarm nobody can say this; the message says what would be right."""


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
    for name, called in (("name", Said("name")), ("key", Said("key"))):
        columns[name] = columns[name].strip()
        if not is_one_line(columns[name]):
            raise BadRule(
                "The %(name)s of a rule has signs that cannot be printed; "
                "use letters, digits and the like.",
                name=called,
            )
        if not columns[name] or len(columns[name]) > 100:
            raise BadRule(
                "A rule needs a %(name)s of at most 100 characters.", name=called
            )
    for word, called, words in (
        (fields.type, Said("condition"), LimitType),
        (fields.severity, Said("severity"), Severity),
    ):
        if word not in set(words):
            raise BadRule(
                "'%(word)s' is not a %(name)s; use one of %(words)s.",
                word=word,
                name=called,
                words=", ".join(words),
            )
    _check_limits(fields)
    _check_patience(fields)
    return columns


def checked_emails(emails: Iterable[str]) -> list[str]:
    """Return addresses in lower case, each once, in order; raise BadRule."""
    checked = sorted({_checked_email(email) for email in emails if email.strip()})
    if len(checked) > MAX_RECIPIENTS:
        raise BadRule(
            "These are %(count)s addresses; a rule tells at most %(most)s.",
            count=len(checked),
            most=MAX_RECIPIENTS,
        )
    return checked


def checked_note(note: str) -> str:
    """Return what somebody says of an alarm, without blanks around; raise BadNote."""
    note = note.strip()
    if len(note) > LONGEST_NOTE or not all(map(is_one_line, note.splitlines())):
        raise BadNote(
            "A note has at most %(most)s characters, all of which can be seen.",
            most=LONGEST_NOTE,
        )
    return note


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
            "'%(email)s' is not an e-mail address; use one such as name@example.org.",
            email=email.strip(),
        ) from None


def _check_limits(fields: RuleFields) -> None:
    needed = LIMITS_OF[LimitType(fields.type)]
    for name in ("low", "high"):
        limit = getattr(fields, name)
        if (limit is not None) != (name in needed):
            raise BadRule(
                "A rule of the kind '%(kind)s' needs %(limits)s, and no other limit.",
                kind=fields.type,
                limits=Said("%(low)s and %(high)s", low="low", high="high")
                if len(needed) > 1
                else needed[0],
            )
        if limit is not None and not abs(limit) <= FARTHEST_LIMIT:  # nor is NaN
            raise BadRule(
                "%(limit)s is not a limit; use a number such as 21.5, at most a billion.",
                limit=limit,
            )
    if not (math.isfinite(fields.hysteresis) and fields.hysteresis >= 0):
        raise BadRule(
            "%(hysteresis)s is not a hysteresis; use 0 or a positive number.",
            hysteresis=fields.hysteresis,
        )
    if fields.low is None or fields.high is None:
        return
    if fields.low >= fields.high:
        raise BadRule(
            "The lower limit %(low)s must be below the upper one %(high)s.",
            low=fields.low,
            high=fields.high,
        )
    if 2 * fields.hysteresis > fields.high - fields.low:
        raise BadRule(
            "With a hysteresis of %(hysteresis)s no value between %(low)s and %(high)s "
            "would end the alarm; use at most half their distance.",
            hysteresis=fields.hysteresis,
            low=fields.low,
            high=fields.high,
        )


def _check_patience(fields: RuleFields) -> None:
    if not timedelta(0) <= fields.hold <= LONGEST_HOLD:
        raise BadRule(
            "A limit can be exceeded for 0 seconds to 31 days until an alarm."
        )
    if not 1 <= fields.count <= HIGHEST_COUNT:
        raise BadRule(
            "%(count)s is not a number of readings; use 1 to %(most)s.",
            count=fields.count,
            most=HIGHEST_COUNT,
        )
