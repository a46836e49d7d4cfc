"""Entries of the audit log as sentences, with before and after of what was changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from progres.audit.queries import Event
from progres.web.audit_fields import FIELDS, VALUES
from progres.web.audit_words import (
    ANY_ACTION,
    CHANGED,
    EMPTIED,
    OF_NOBODY,
    REMOVED,
    SENTENCES,
    SET,
)
from progres.web.figures import number
from progres.web.permission_words import in_words
from progres.web.send_plan_field import plan_in_words

SHORT = 80  # signs of a value that fits into a sentence
LIMITS = {"low", "high", "hysteresis"}  # in the unit of the value
TIMES = {
    "expires_at",
    "starts_on",
    "ends_on",
    "processing_agreement_on",
    "taken_on",
    "due_on",
}
SPANS = {"hold", "expected_interval", "interval", "delay"}  # in seconds
NARROW_SPACE = "\u202f"
HIDDEN = {"unit"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field with what it was and what it became; a fact has only `after`."""

    field: str
    before: str
    after: str
    is_fact: bool

    @property
    def is_short(self) -> bool:
        return max(len(self.before), len(self.after)) <= SHORT


@dataclass(frozen=True, kw_only=True)
class Told:
    """An entry in words; `rest` is what the sentence does not say."""

    event: Event
    sentence: str
    rest: tuple[Change, ...]
    agent: str


def told(event: Event) -> Told:
    """Put an entry into words of the reader's language."""
    changes = tuple(_changes(event))
    sentence, rest = _sentence(event, changes)
    return Told(event=event, sentence=sentence, rest=rest, agent=_agent(event))


def _sentence(
    event: Event, changes: tuple[Change, ...]
) -> tuple[str, tuple[Change, ...]]:
    if event.is_empty:
        return str(EMPTIED), ()
    words = {
        "who": event.actor or _("Somebody"),
        "what": _("“%(text)s”") % {"text": event.target} if event.target else "",
        "action": event.action,
    }
    if event.action in OF_NOBODY and not event.target:
        return str(OF_NOBODY[event.action]), changes
    if len(changes) == 1 and changes[0].is_short and not changes[0].is_fact:
        return _one_change(changes[0], words), ()
    template = SENTENCES.get(event.action, ANY_ACTION)
    return str(template) % words, changes


def _one_change(change: Change, words: dict[str, str]) -> str:
    template = CHANGED if change.before and change.after else SET
    if not change.after:
        template = REMOVED
    return str(template) % {**words, **vars(change)}


def _changes(event: Event) -> Iterator[Change]:
    unit = str(event.details.get("unit", ""))
    for field, value in event.details.items():
        if field in HIDDEN:
            continue
        label = str(FIELDS.get(field, field))
        match value:
            case [before, after]:
                yield Change(
                    field=label,
                    before=_text(field, before, unit, is_last=False),
                    after=_text(field, after, unit),
                    is_fact=False,
                )
            case None | "":
                continue
            case _:
                text = _text(field, value, unit)
                yield Change(field=label, before="", after=text, is_fact=True)


def _text(field: str, value: object, unit: str, *, is_last: bool = True) -> str:
    """Write a value, rights in words, and times as the reader does."""
    match value:
        case str() if field in TIMES and value:
            return _time(value)
        case str() if field == "permissions" and value:
            return in_words(value.split(", "))
        case [*rights] if field == "permissions":
            return in_words(map(str, rights))
        case None | dict() if field == "send_plan":
            return plan_in_words(value)
        case _:
            return _value(field, value, unit, is_last=is_last)


def _value(field: str, value: object, unit: str, *, is_last: bool) -> str:
    """The unit stands only behind the last of two."""
    known = VALUES.get(f"{field} {str(value).lower()}")
    if known is not None:
        return str(known)
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case int() | float() if field in SPANS:
            return _span(value)
        case int() | float():
            shown = unit if field in LIMITS and is_last else ""
            return f"{number(value)}{NARROW_SPACE}{shown}" if shown else number(value)
        case str():
            return value
        case [*parts] if all(isinstance(part, str | int) for part in parts):
            return ", ".join(map(str, parts)) or _("nobody")
        case _:
            return json.dumps(value, ensure_ascii=False)


def _time(value: str) -> str:
    """Write a day or a moment as the reader does; it was stored by ISO 8601."""
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        return date_format(at.date(), "SHORT_DATE_FORMAT")
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{number(seconds / size)}{NARROW_SPACE}{unit}"
    return f"{number(seconds)}{NARROW_SPACE}s"


def _agent(event: Event) -> str:
    browser = f"{event.browser} {event.browser_version}".strip()
    return ", ".join(part for part in (browser, event.system) if part)
