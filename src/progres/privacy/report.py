"""What a person reads of the own data, in the language that is active."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from progres.privacy.access import HIDDEN, PassedOn, Section
from progres.privacy.finding import ENTRIES
from progres.privacy.persons import FOREVER, Span
from progres.privacy.rules import Kind
from progres.privacy.unlinked import UNLINKED
from progres.privacy.wording import until

MOST_ROWS = 100  # of a place; all of them are in the archive
LONGEST = 300  # characters of a value


@dataclass(frozen=True, kw_only=True)
class ReadingsOf:
    """How many values of a device there are in the person's time."""

    span: Span
    values: int


@dataclass(frozen=True, kw_only=True)
class Part:
    """A place: why it is kept, on what grounds, and lines of what stands there."""

    title: str
    grounds: Sequence[dict[str, str]]
    lines: Sequence[dict[str, str]]
    total: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that is told; texts are final."""

    title: str
    made_at: str
    introduction: Sequence[str]
    readings: Sequence[dict[str, str]]
    parts: Sequence[Part]
    passed_on: Sequence[dict[str, str]]
    not_found: Sequence[str]
    rights: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """What the page takes."""
        return asdict(self)


def report_of(
    found: Sequence[Section],
    readings: Sequence[ReadingsOf],
    passed: Sequence[PassedOn],
    *,
    kind: Kind,
    at: datetime,
) -> Report:
    """Put the report together."""
    return Report(
        title=_("Your data with us")
        if kind is Kind.ACCESS
        else _("Your data to take along"),
        made_at=_time(at),
        introduction=[
            _(
                "This is everything that is stored about you, with its purpose, its legal "
                "basis and how long it is kept (Art. 15 GDPR)."
            )
            if kind is Kind.ACCESS
            else _(
                "These are the data that you provided or that were measured at your place "
                "under a contract or with your consent (Art. 20 GDPR)."
            ),
            _(
                "The archive has all rows as CSV and JSON; this report shows the first of each."
            ),
        ],
        readings=[
            {
                _("Device"): one.span.device,
                _("From"): _time(one.span.since),
                _("Until"): "–" if one.span.until == FOREVER else _time(one.span.until),
                _("Values"): str(one.values),
            }
            for one in readings
        ],
        parts=[_part(section) for section in found],
        passed_on=[
            {
                _("When"): _time(one.at),
                _("How"): _(one.how),
                _("What"): one.what,
                _("To"): one.receiver or "–",
            }
            for one in passed
        ],
        not_found=[
            f"{_(ENTRIES[place].purpose)} {_(why.sentence)}"
            for place, why in UNLINKED.items()
        ],
        rights=[
            _(
                "You can have wrong data rectified and, where the law allows it, have data "
                "erased or their use restricted, object to it, or take data along."
            ),
            _(
                "You can complain to a supervisory authority for data protection, for "
                "example that of the place where you live."
            ),
            _(
                "No decision about you is made by machines alone, and no profiles are made."
            ),
        ],
    )


def _part(section: Section) -> Part:
    return Part(
        title=_(section.entry.purpose),
        grounds=list(_grounds(section)),
        lines=[
            {
                column: _text(value)
                for column, value in zip(section.columns, row, strict=True)
                if value not in (None, "", HIDDEN, [], {})
            }
            for row in section.rows[:MOST_ROWS]
        ],
        total=len(section.rows),
    )


def _grounds(section: Section) -> Iterator[dict[str, str]]:
    for ground, names, retention in section.grounds:
        yield {
            "fields": ", ".join(names),
            "purpose": _(ground.purpose),
            "origin": ", ".join(_(one.value) for one in ground.origins) or "–",
            "basis": _(ground.basis.value),
            "controller": _(ground.controller.value),
            "receivers": ", ".join(_(one.value) for one in ground.receivers) or "–",
            "until": until(retention),
        }


def _text(value: object) -> str:
    match value:
        case datetime():
            return _time(value)
        case date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case bytes() | memoryview():
            return _("a file of %(size)s bytes") % {"size": len(value)}
        case bool():
            return pgettext("answer", "yes") if value else pgettext("answer", "no")
        case _:
            text = str(value)
            return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _time(at: datetime) -> str:
    return date_format(at.astimezone(UTC), "SHORT_DATETIME_FORMAT") + " UTC"
