"""Tables as files that people open in a spreadsheet, written while they are read."""

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import StringIO

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
# A spreadsheet computes cells that begin with one of these; also a part of a text, where
# its reader's separator is another one and cuts the text there.
_FORMULA = re.compile(r"""(^(?=[=+\-@\t\r])|(?:^|[,;\t\r\n])"*(?=[=@]|[+\-]\S))""")
CHUNK = 64 * 1024  # bytes

Row = Sequence[object]
Parts = Iterator[Sequence[Row]]


class Form(StrEnum):
    """How a table is written; the numbers of a workbook are shown as its reader likes."""

    GERMAN = "csv-de"
    INTERNATIONAL = "csv"
    WORKBOOK = "xlsx"

    @property
    def ending(self) -> str:
        return "xlsx" if self is Form.WORKBOOK else "csv"

    @property
    def content_type(self) -> str:
        if self is Form.WORKBOOK:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "text/csv; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class TableFile:
    """A table to be written: its name, its headings and its rows, part by part.

    `parts` are asked for one after the other, in the thread of who writes.
    """

    name: str
    head: Sequence[str]
    parts: Callable[[], Parts]
    form: Form


def written(file: TableFile) -> Iterator[bytes]:
    """Write a table; of a workbook everything comes at the end, from a file."""
    if file.form is Form.WORKBOOK:
        return _workbook(file)
    return _csv(file)


def response_of(file: TableFile, content: object) -> StreamingHttpResponse:
    """Answer with a table that is written while it is sent."""
    name = f"{file.name}-{timezone.localdate()}.{file.form.ending}"
    return StreamingHttpResponse(
        content,  # type: ignore[arg-type] # bytes, also by an asynchronous iterator
        content_type=file.form.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def harmless(row: Iterable[str]) -> list[str]:
    """Put an apostrophe before what any spreadsheet would take for a formula."""
    return [_FORMULA.sub(r"\1'", cell) for cell in row]


def _csv(file: TableFile) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode() + _lines(file.form, [file.head])
    for part in file.parts():
        yield _lines(file.form, part)


def _lines(form: Form, rows: Iterable[Row]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if form is Form.GERMAN else ",")
    writer.writerows([_text(cell, form) for cell in row] for row in rows)
    return text.getvalue().encode()


def _text(cell: object, form: Form) -> str:
    is_german = form is Form.GERMAN
    match cell:
        case None:
            return ""
        case bool():
            return _("yes") if cell else _("no")
        case int():
            return str(cell)
        case float():
            return str(cell).replace(".", ",") if is_german else str(cell)
        case datetime():
            local = timezone.localtime(cell)
            return local.strftime(
                "%d.%m.%Y %H:%M:%S" if is_german else "%Y-%m-%dT%H:%M:%S%z"
            )
        case date():
            return cell.strftime("%d.%m.%Y" if is_german else "%Y-%m-%d")
        case _:
            return _FORMULA.sub(r"\1'", str(cell))


def _workbook(file: TableFile) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(file.name[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_inert(sheet, cell) for cell in file.head])
    for part in file.parts():
        for row in part:
            sheet.append([_cell(sheet, cell) for cell in row])
    with tempfile.TemporaryFile() as packed:
        book.save(packed)
        packed.seek(0)
        while chunk := packed.read(CHUNK):
            yield chunk


def _cell(sheet: object, cell: object) -> object:
    """Give a cell its kind."""
    match cell:
        case None | int() | float():
            return cell
        case datetime():
            return timezone.make_naive(cell)
        case date():
            return cell
        case _:
            return _inert(sheet, cell)


def _inert(sheet: object, cell: object) -> object:
    """Let a text be a text, whatever it begins with."""
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", str(cell))
    if not text.startswith("="):
        return text
    inert = WriteOnlyCell(sheet, text)  # type: ignore[arg-type] # of this workbook
    inert.data_type = "s"
    return inert
