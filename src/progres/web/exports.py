"""Any list as a file: what its page finds, in its order, read part by part.

A list is added by what finds the ids and what makes rows of some of them.
"""

from collections.abc import (
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import override as speaking
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.database.scope import scoped
from progres.web.guards import TenantRequest, requires
from progres.web.table_files import (
    Form,
    Parts,
    Row,
    TableFile,
    response_of,
    written,
)

AT_ONCE = 1000  # rows read in one transaction
EVERYTHING = QueryDict("state=all&everything=1", encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list: what it is called, its headings, what it finds, and rows of what is found.

    `find` takes the query of the page's address and returns ids in the page's order;
    `rows` keeps the order of the ids, and leaves out what is gone meanwhile.
    """

    name: str
    label: str | Promise
    needs: Permission
    head: Sequence[str | Promise]
    find: Callable[[Membership, QueryDict], Sequence[int]]
    rows: Callable[[Membership, Sequence[int]], Sequence[Row]]

    @property
    def view_name(self) -> str:
        return f"{self.name.replace('-', '_')}_export"


def listed_by(
    name: str,
    label: str | Promise,
    needs: Permission,
    head: Sequence[str | Promise],
    find: Callable[[Membership, QueryDict], QuerySet[Any]],
    rows: Callable[[Membership, list[Any]], Iterator[Row]],
) -> Listed:
    """A list whose page shows a queryset; for EVERYTHING `find` finds all."""

    def ids(by: Membership, asked: QueryDict) -> Sequence[int]:
        return list(find(by, asked).values_list("id", flat=True))

    def in_order(by: Membership, ids: Sequence[int]) -> Sequence[Row]:
        found = find(by, EVERYTHING).in_bulk(ids)
        return list(rows(by, [found[i] for i in ids if i in found]))

    return Listed(
        name=name, label=label, needs=needs, head=head, find=ids, rows=in_order
    )


def exporting(listed: Listed) -> Callable[..., HttpResponseBase]:
    """Make the view that answers with a list as a file; ?as= says in which form."""

    @require_safe
    @requires(listed.needs)
    def export(request: TenantRequest) -> HttpResponseBase:
        wanted = request.GET.get("as", "")
        form = Form(wanted) if wanted in set(Form) else Form.GERMAN
        ids = list(listed.find(request.by, request.GET))
        record(
            "list.exported",
            tenant_id=request.tenant.id,
            target=Target("list", listed.name, str(listed.label)),
            by=request.by.actor,
            at=timezone.now(),
            details={"rows": len(ids), "file_form": form.value},
        )
        language = get_language() or "de"
        with speaking(language):
            file = TableFile(
                name=str(listed.label).lower().replace(" ", "-"),
                head=[str(heading) for heading in listed.head],
                parts=partial(parts_of, listed, request.by, ids),
                form=form,
            )
        zone = request.tenant.time_zone
        return response_of(file, streamed(file, language=language, zone=zone))

    return export


async def streamed(
    file: TableFile, *, language: str, zone: str
) -> AsyncIterator[bytes]:
    """Write a table in another thread, whose words and times are the reader's."""
    content = written(file)

    def more() -> bytes | None:
        with speaking(language), timezone.override(zone):
            return next(content, None)

    while (part := await sync_to_async(more)()) is not None:
        yield part


def parts_of(listed: Listed, by: Membership, ids: Sequence[int]) -> Parts:
    """Read the rows; the view is over by then, so each part has a scope of its own."""
    for first in range(0, len(ids), AT_ONCE):
        with transaction.atomic(), scoped(by.scope, use="export"):
            rows = listed.rows(by, ids[first : first + AT_ONCE])
        yield rows


def text_of(asked: QueryDict) -> str:
    """Return what is looked for."""
    return asked.get("q", "").strip()[:200]


def one_of(asked: QueryDict, name: str, known: Iterable[str]) -> str:
    """Return a filter of an address, '' if it is none that is known."""
    wanted = asked.get(name, "")
    return wanted if wanted in set(known) else ""


def word_of(words: Mapping[Any, Any], name: object) -> str:
    """Say the word for a name; the name itself if there is none."""
    return str(words.get(name, name))
