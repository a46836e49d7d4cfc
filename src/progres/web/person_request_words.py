"""A request as its pages show it: in words, with what is left of its time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from progres.kit.datamap import Store
from progres.kit.refusal import said_again
from progres.privacy.datamap import DATA_MAP
from progres.privacy.models import AnswerPackage, PersonRequest
from progres.privacy.request_queries import days_left
from progres.privacy.requests import local_day
from progres.privacy.rules import OPEN, State
from progres.web.privacy_words import (
    ARTICLES,
    CHANNELS,
    DECISIONS,
    HANDED,
    IDENTITIES,
    KINDS,
    REQUEST_STATES,
    SHAPES,
    USES,
)
from progres.web.refusals import in_words

SOON = 7  # days that are left
PURPOSES = {e.place: e.purpose for e in DATA_MAP if e.store is Store.TABLE}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a request; `at` is None for one that is still to come."""

    name: str
    at: date | datetime | None
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """A request in words; `shape` and `due_shape` name shapes of states."""

    asked: PersonRequest
    kind: str | Promise
    article: str | Promise
    state: str | Promise
    shape: str
    due: str
    due_shape: str
    who: str

    @property
    def channel(self) -> str | Promise:
        return CHANNELS[self.asked.channel]

    @property
    def identity(self) -> str | Promise:
        return IDENTITIES.get(self.asked.identity_method, "")

    @property
    def decision(self) -> str | Promise:
        return DECISIONS.get(self.asked.decision, "")

    @property
    def handed(self) -> str | Promise:
        return HANDED.get(self.asked.handed_by, "")

    @property
    def purposes(self) -> list[str | Promise]:
        return [USES[use] for use in self.asked.purposes if use in USES]

    @property
    def problem(self) -> str:
        asked = self.asked
        if asked.state != State.FAILED:
            return ""
        return in_words(said_again(asked.problem, asked.problem_facts))

    @property
    def steps(self) -> list[Step]:
        return list(_steps(self.asked))

    @property
    def preview(self) -> dict[str, Any] | None:
        """What was found, each place with its purpose, and texts that name the person."""
        found = self.asked.preview
        if found is None:
            return None
        return {
            "made_at": _moment(found.get("made_at", "")),
            "seen": found.get("made_at", ""),
            "rows": [
                {
                    **row,
                    "purpose": _purpose(row["place"]),
                    "why": _said(row.get("why")),
                    "until": parse_date(str(row.get("until") or "")[:10]),
                }
                for row in found.get("tables", ())
            ],
            "mentions": found.get("mentions", ()),
        }

    @property
    def proof(self) -> dict[str, Any] | None:
        """What was done, by places; `at` is when, `digest` commits to all of it."""
        done = self.asked.proof
        if done is None:
            return None
        return {
            "at": _moment(done.get("at", "")),
            "digest": done.get("digest", ""),
            "tombstone": done.get("tombstone", ""),
            "rows": list(_counted(done)),
        }


def described(asked: PersonRequest) -> Row:
    """Put a request into words, as the reader speaks, on the day that it is there."""
    left = days_left(asked, local_day(asked.tenant, timezone.now()))
    due, shape = _due(asked, left)
    return Row(
        asked=asked,
        kind=KINDS[asked.kind],
        article=ARTICLES[asked.kind],
        state=REQUEST_STATES[asked.state],
        shape=SHAPES[State(asked.state)],
        due=due,
        due_shape=shape,
        who=asked.name or asked.email or _("Name erased"),
    )


def package_file(package: AnswerPackage) -> HttpResponse:
    """Answer with the archive itself, which no browser opens."""
    return HttpResponse(
        bytes(package.content),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="request-{package.pk}.zip"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _due(asked: PersonRequest, left: int) -> tuple[str, str]:
    if asked.state not in OPEN:
        return "", ""
    if left < 0:
        words = ngettext("%(days)s day overdue", "%(days)s days overdue", -left)
        return words % {"days": -left}, "alarm"
    if left == 0:
        return _("Due today"), "alarm"
    words = ngettext("%(days)s day left", "%(days)s days left", left)
    return words % {"days": left}, "late" if left <= SOON else "ok"


def _steps(asked: PersonRequest) -> Iterator[Step]:
    """The way of a request; what ended it earlier stands in the place of the rest."""
    state = State(asked.state)
    yield Step(
        name=pgettext("state of a request", "Received"),
        at=asked.received_on,
        is_now=state == "received",
    )
    if state == State.WITHDRAWN:
        yield Step(name=_("Withdrawn"), at=asked.done_at, is_now=True)
        return
    if state != State.REFUSED or asked.identified_at:
        is_now = state == State.IDENTIFIED
        yield Step(name=_("Identified"), at=asked.identified_at, is_now=is_now)
    yield Step(
        name=str(DECISIONS.get(asked.decision, _("Decided"))),
        at=asked.decided_at,
        is_now=state in {State.GRANTED, State.FAILED, State.REFUSED},
    )
    if state != State.REFUSED:
        done_at = asked.done_at if state == State.DONE else None
        yield Step(name=_("Done"), at=done_at, is_now=state == State.DONE)


def _counted(done: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    tables, emptied = done.get("tables", {}), done.get("emptied", {})
    for place in sorted({*tables, *emptied}):
        yield {
            "place": place,
            "purpose": _purpose(place),
            "rows": tables.get(place, 0),
            "emptied": emptied.get(place, 0),
        }


def _said(text: str | None) -> str:
    return _(text) if text else ""


def _purpose(place: str) -> str:
    return _(PURPOSES[place]) if place in PURPOSES else ""


def _moment(text: str) -> datetime | None:
    return parse_datetime(text) if text else None
