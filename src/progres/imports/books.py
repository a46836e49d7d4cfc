"""Workbooks (XLSX), read by a process that cannot take more than its share.

A few kilobytes can unpack to what fills the memory of a server, in any part of the file
and in ways that no count of bytes tells beforehand.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from progres.imports.cells import Cell
from progres.imports.rules import UnreadableFile
from progres.kit.refusal import said_again

LONGEST_LINE = 16 * 1024 * 1024  # bytes of a row as it is printed
_END = b'"end"\n'
_KINDS: Mapping[str, type[datetime] | type[date] | type[time]] = {
    "datetime": datetime,
    "date": date,
    "time": time,
}


def sheets_in(content: bytes) -> list[str]:
    """Name the sheets of a workbook. Raises UnreadableFile."""
    return [str(name) for name in _asked(content, "sheets", "")]


def rows_in(content: bytes, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    """Give the rows of a sheet, the first if it has no name. Raises UnreadableFile."""
    for number, cells in _asked(content, "rows", sheet):
        yield number, [_cell(cell) for cell in cells]


def _asked(content: bytes, what: str, sheet: str) -> Iterator[Any]:
    """Give what the program prints, which ends when nobody asks for more."""
    process = subprocess.Popen(  # our own program
        [sys.executable, "-I", "-m", "progres.imports.book_reader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"TZ": "UTC"},
    )
    assert process.stdin is not None  # noqa: S101 tells mypy
    assert process.stdout is not None  # noqa: S101 tells mypy
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps([what, sheet]).encode() + b"\n")
            process.stdin.write(content)
            process.stdin.close()
        yield from _printed(process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.close()


def _printed(lines: Any) -> Iterator[Any]:
    while (line := lines.readline(LONGEST_LINE)) != _END:
        if not line.endswith(b"\n"):
            raise UnreadableFile(
                "The workbook takes too much memory or time to read; save the sheet as "
                "CSV, or divide it."
            )
        said = json.loads(line)
        if isinstance(said, dict):
            raise UnreadableFile.like(said_again(said["sentence"], said["facts"]))
        yield said


def _cell(cell: Any) -> Cell:
    match cell:
        case ["timedelta", seconds]:
            return timedelta(seconds=seconds)
        case [kind, text]:
            return _KINDS[kind].fromisoformat(text)
        case _:
            plain: Cell = cell
            return plain
