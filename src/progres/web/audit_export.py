"""The audit log as CSV, in the form that the reader's spreadsheet expects."""

import csv
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override as speaking

from progres.accounts.membership import Membership
from progres.audit.queries import Event, Question, find_events
from progres.database.scope import scoped
from progres.web.audit_sentences import Change, told
from progres.web.table_files import BYTE_ORDER_MARK, harmless

AT_ONCE = 1000  # entries read in one transaction


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is exported, for whom; `names` are the instances' by id."""

    by: Membership
    question: Question
    names: Mapping[int, str]
    language: str

    @property
    def separator(self) -> str:
        return ";" if self.language.startswith("de") else ","

    def time(self, at: datetime) -> str:
        local = timezone.localtime(at)
        form = "%d.%m.%Y %H:%M:%S" if self.separator == ";" else "%Y-%m-%dT%H:%M:%S%z"
        return local.strftime(form)


def file_name(export: Export, *, at: datetime) -> str:
    """Name the file by the day."""
    word = "protokoll" if export.separator == ";" else "audit-log"
    return f"{word}-{timezone.localtime(at):%Y-%m-%d}.csv"


async def parts_of(export: Export) -> AsyncIterator[bytes]:
    """The lines of the file, a thousand at once.

    The view is over by then: each part is read in a transaction and a scope of its own.
    """
    before: tuple[datetime, int] | None = None
    is_first = True
    while True:
        part, before = await sync_to_async(_part)(export, before, is_first=is_first)
        yield part
        is_first = False
        if before is None:
            return


def _part(
    export: Export, before: tuple[datetime, int] | None, *, is_first: bool
) -> tuple[bytes, tuple[datetime, int] | None]:
    scope = export.by.scope
    zone = export.by.tenant.time_zone
    with transaction.atomic(), scoped(scope):
        events = find_events(scope, export.question, before=before, limit=AT_ONCE)
    with speaking(export.language), timezone.override(zone):
        text = StringIO()
        if is_first:
            text.write(BYTE_ORDER_MARK)
        writer = csv.writer(text, delimiter=export.separator)
        writer.writerows(_head() if is_first else ())
        writer.writerows(map(harmless, _rows(export, events)))
    more = events[-1].place if len(events) == AT_ONCE else None
    return text.getvalue().encode(), more


def _head() -> Iterator[list[str]]:
    yield [
        *(_("Time"), _("Person"), _("Address"), _("Browser"), _("Browser version")),
        *(_("System"), _("Instance"), _("Action"), _("Thing"), _("Id of the thing")),
        *(_("What happened"), _("Changes")),
    ]


def _rows(export: Export, events: Sequence[Event]) -> Iterator[list[str]]:
    for event in events:
        words = told(event)
        yield [
            *(export.time(event.at), event.actor, event.ip or "", event.browser),
            *(event.browser_version, event.system),
            export.names.get(event.tenant_id, str(event.tenant_id)),
            *(event.action, event.target, event.target_id, words.sentence),
            "; ".join(map(_change, words.rest)),
        ]


def _change(change: Change) -> str:
    if change.is_fact:
        return f"{change.field}: {change.after}"
    return f"{change.field}: {change.before or '–'} → {change.after or '–'}"
