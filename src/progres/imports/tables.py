"""Tables in files: CSV in any usual form, and XLSX, of which nothing is computed."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from progres.imports.books import rows_in, sheets_in
from progres.imports.cells import Cell, as_text
from progres.imports.rules import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    UnreadableFile,
)

DELIMITERS = ";,\t"
LOOKED_AT = 20  # records by which the delimiter is found
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # of Excel
_EUI = re.compile(r"[0-9a-f]{16}", re.IGNORECASE)

Row = tuple[int, Sequence[Cell]]  # its number in the file, and its cells


@dataclass(frozen=True)
class Table:
    """The headings, each once, and the rows below that are not empty, read when asked for."""

    headings: tuple[str, ...]
    rows: Iterator[Row]


def open_table(content: bytes, *, sheet: str = "") -> Table:
    """Read a file; of a workbook the sheet of this name, or else the first.

    Raises UnreadableFile, also while the rows are read.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            "The file has %(size)s MB; it can have %(most)s MB. Divide it.",
            size=-(-len(content) // 1_000_000),
            most=MOST_BYTES // 1_000_000,
        )
    is_book = content.startswith(_ZIP)
    rows = rows_in(content, sheet) if is_book else _rows_of_csv(content)
    filled = _filled(rows)
    first = next(filled, None)
    if first is None:
        raise UnreadableFile("The file is empty; the first row needs headings.")
    if any(_EUI.fullmatch(as_text(cell)) for cell in first[1]):
        raise UnreadableFile(
            "The first row has no headings, but a device. Put a row of headings above "
            "it, such as 'DevEUI' and 'Name'."
        )
    return Table(_headings(first[1]), _bounded(filled))


def sheets_of(content: bytes) -> list[str]:
    """Name the sheets of a workbook; none for other files. Raises UnreadableFile."""
    if not content.startswith(_ZIP):
        return []
    return sheets_in(content)


def _rows_of_csv(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    delimiter = ""
    if found := _SEPARATOR_LINE.match(text):
        delimiter, text = found.group(1), text[found.end() :]
    delimiter = delimiter or _delimiter_of(text)
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        yield from enumerate(records, start=1)
    except csv.Error:
        raise UnreadableFile(
            "The file is no CSV that can be read: a quotation mark may be missing."
        ) from None


def _decoded(content: bytes) -> str:
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            "This is a file of an old Excel (.xls); save it as .xlsx or CSV."
        )
    mark = next((m for m in _BYTE_ORDER_MARKS if content.startswith(m[0])), None)
    if mark is None and b"\x00" in content[:2000]:
        is_big = content[:1] == b"\x00"
        mark = (b"", "utf-16-be" if is_big else "utf-16-le")
    encodings = [mark[1]] if mark else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content[len(mark[0]) if mark else 0 :].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile(
        "This is neither CSV (UTF-8, UTF-16 or Windows-1252) nor XLSX; save it as one "
        "of them."
    )


def _delimiter_of(text: str) -> str:
    """Find the sign that divides the first records into the most columns alike."""

    def columns(delimiter: str) -> tuple[int, int]:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(r) for r in islice(records, LOOKED_AT) if any(r)]
        except csv.Error:
            return (0, 0)
        if not widths:
            return (0, 0)
        width, alike = Counter(widths).most_common(1)[0]
        return (alike if width > 1 else 0, width)

    return max(DELIMITERS, key=columns)


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in rows if any(as_text(cell) for cell in row[1]))


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise UnreadableFile(
                "The file has more than %(most)s rows; divide it.", most=MOST_ROWS
            )
        yield row


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Give every column a name of its own, by its letter if it has none."""
    texts = [" ".join(as_text(cell).split())[:100] for cell in _without_end(cells)]
    if len(texts) > MOST_COLUMNS:
        raise UnreadableFile(
            "The file has more than %(most)s columns; leave out some.",
            most=MOST_COLUMNS,
        )
    headings: list[str] = []
    for place, text in enumerate(texts):
        is_free = text and text not in headings
        name = text if is_free else f"{text} ({_letter(place)})".strip()
        while name in headings:
            name += "*"
        headings.append(name)
    return tuple(headings)


def _without_end(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Leave out the empty cells at the end of a row."""
    last = max((place for place, cell in enumerate(cells) if as_text(cell)), default=-1)
    return cells[: last + 1]


def _letter(place: int) -> str:
    """Name a column as spreadsheets do: A to Z, AA and so on."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
