"""The program that `books` starts: it gets a workbook and prints its rows as JSON.

The first line that it reads is what is asked for, "sheets" or "rows", and the name of
the sheet; the rest is the file. It prints a line for each answer, and "end" after the
last; instead of what cannot be read a sentence. Days and times are pairs.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from progres.imports.rules import MOST_COLUMNS, UnreadableFile

MOST_UNPACKED = 300_000_000  # bytes of an XLSX file in all
MOST_MEMORY = 768 * 1024 * 1024  # bytes; 20 MB of a usual list need a third
MOST_TIME = 60  # seconds of a processor; 100,000 rows of 12 cells need a third
LAST_ROW = 1_048_576  # of a sheet
_ENDED_FIRST = Path("/proc/self/oom_score_adj")

Row = tuple[int, Sequence[Any]]


def main() -> None:
    """Answer one question about the workbook that comes in, within the bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_TIME, MOST_TIME))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        _ENDED_FIRST.write_text("1000")
    what, sheet = json.loads(sys.stdin.buffer.readline())
    try:
        for answer in _answers(sys.stdin.buffer.read(), what, sheet):
            _print(answer)
        _print("end")
    except MemoryError:
        raise  # what was printed has no end, which says enough
    except UnreadableFile as error:
        _print({"sentence": error.sentence, "facts": dict(error.facts)})


def _answers(content: bytes, what: str, sheet: str) -> Iterator[Any]:
    try:
        with closing(_book(content)) as book:
            yield from _sheets(book) if what == "sheets" else _rows(book, sheet)
    except (UnreadableFile, MemoryError):
        raise
    except Exception:  # noqa: BLE001 whatever a damaged file does to the library
        raise UnreadableFile(
            "The file is no XLSX that can be read; open it in a spreadsheet and save it "
            "as .xlsx or CSV."
        ) from None


def _print(answer: Any) -> None:
    line = json.dumps(answer, default=_said).encode()
    sys.stdout.buffer.write(line + b"\n")


def _book(content: bytes):  # type: ignore[no-untyped-def]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = packed.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise UnreadableFile(
                "Unpacked the file has more than %(most)s MB; divide it, or save it as "
                "CSV.",
                most=MOST_UNPACKED // 1_000_000,
            )
    # What formulas came to when the file was saved; nothing is computed here.
    return load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False
    )


def _sheets(book: Any) -> Iterator[str]:
    return (sheet.title for sheet in book.worksheets)


def _rows(book: Any, sheet: str) -> Iterator[Row]:
    pages = {page.title: page for page in book.worksheets}
    if sheet and sheet not in pages:
        raise UnreadableFile(
            "There is no sheet '%(sheet)s'; the file has: %(sheets)s.",
            sheet=sheet,
            sheets=", ".join(pages),
        )
    page = pages[sheet] if sheet else book.worksheets[0]
    page.reset_dimensions()  # which a file may tell wrongly

    def rows(width: int) -> Iterator[Row]:
        cells = page.iter_rows(max_row=LAST_ROW, max_col=width, values_only=True)
        return enumerate(cells, start=1)

    # Every row is filled up to its width; one more shows what is beyond.
    full = (cells for _, cells in rows(MOST_COLUMNS + 1) if any(map(_is_said, cells)))
    first = next(full, ())
    last = max((place for place, c in enumerate(first) if _is_said(c)), default=-1)
    return rows(last + 2)


def _is_said(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _said(cell: Any) -> list[Any]:
    if isinstance(cell, timedelta):
        return ["timedelta", cell.total_seconds()]
    return [type(cell).__name__, cell.isoformat()]


if __name__ == "__main__":
    main()
