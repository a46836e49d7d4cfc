"""How what the data map says is put into words of the language switched on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progres.kit.datamap import Retention
from progres.privacy.kinds import Kind
from progres.privacy.words import KINDS

NO_DAYS: Mapping[Kind, int] = MappingProxyType({})


def until(retention: Retention, days: Mapping[Kind, int] = NO_DAYS) -> str:
    """Say until when something is kept: "30 days after: the mail is written".

    `days` are the periods that hold in an instance, where instances choose them.
    """
    event = _(retention.event)
    if not retention.period:
        return event
    chosen = [Kind(name) for name in retention.kinds if name in days]
    if not chosen:
        spans = _span(retention.period)
    elif len(chosen) == 1:
        spans = _span(timedelta(days=days[chosen[0]]))
    else:
        spans = ", ".join(
            f"{KINDS[kind]}: {_span(timedelta(days=days[kind]))}" for kind in chosen
        )
    return _("%(span)s after: %(event)s") % {"span": spans, "event": event}


def _span(period: timedelta) -> str:
    """A time span in whole years, days or hours."""
    days, hours = period.days, period.seconds // 3600
    years = days // 365
    if years and not days % 365:
        return ngettext("%(number)d year", "%(number)d years", years) % {
            "number": years
        }
    if days:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}


def words(members: Iterable[StrEnum | None]) -> str:
    """Name members of the map's enumerations, each once."""
    return ", ".join(dict.fromkeys(_(one.value) for one in members if one is not None))


def given(text: str) -> str:
    """A text that a person entered, line by line, or that nobody did."""
    text = text.strip()
    return "  \n".join(text.splitlines()) if text else _("*Not entered yet.*")


def day(value: date) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; what stands in a cell cannot break it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def block(title: str, facts: Iterable[tuple[str, str]]) -> str:
    """An item of a list: what it is about, then a line for each fact."""
    lines = [f"- **{title}**", *(f"  {name}: {text or '–'}" for name, text in facts)]
    return "  \n".join(lines)


def points(items: Iterable[str]) -> str:
    """A list of Markdown."""
    return "\n".join(f"- {item}" for item in items)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("  \n", "; ").replace("\n", " ") or "–"
