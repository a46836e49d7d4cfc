"""What a cell of a table says: a text, a number, a day, an EUI; or why it says none."""

import difflib
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from progres.devices.descriptions import BadDescription, checked_tags
from progres.devices.rules import HEX_KEY
from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line, plain
from progres.lorawan.eui import NotAnEui, parse_eui

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
Reader: TypeAlias = Callable[[Cell], object]

EXACT_DIGITS = 15  # that a spreadsheet keeps of a number
_EXPONENT = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([. '’])\d{3})(?:\1\d{3})*(?:([.,])\d+)?")
_GROUPED_BY_COMMA = re.compile(
    r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}"
)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.]\d{3}")
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")


class BadCell(Refusal):
    """A cell does not say what its column needs; the message says what would be right."""


def as_text(cell: Cell) -> str:
    """Write a cell as people see it in a spreadsheet, without blanks around it."""
    match cell:
        case None:
            return ""
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 10**EXACT_DIGITS:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return f"{cell:%d.%m.%Y}"
        case datetime():
            return f"{cell:%d.%m.%Y %H:%M:%S}"
        case date():
            return f"{cell:%d.%m.%Y}"
        case _:
            return str(cell)


def line(most: int) -> Reader:
    """Texts in one line with so many characters at most."""

    def read(cell: Cell) -> str:
        _check_digits(cell)
        text = as_text(cell)
        if not is_one_line(text):
            raise BadCell(
                "'%(text)s' holds signs that cannot be printed, such as a line break; "
                "use letters, digits and the like.",
                text=text[:40],
            )
        return _short(text, most)

    return read


def note(cell: Cell) -> str:
    """Read texts of several lines."""
    text = as_text(cell)
    if "\x00" in text:
        raise BadCell("This holds a sign that cannot be kept; type it anew.")
    return _short(text, 5000)


def tags(cell: Cell) -> list[str]:
    """Read tags with commas or semicolons between them."""
    found = [part.strip() for part in re.split("[,;]", as_text(cell))]
    try:
        return checked_tags([tag for tag in found if tag])
    except BadDescription as error:
        raise BadCell.like(error) from None


def eui(cell: Cell) -> str:
    """Read EUIs in any usual spelling, as 16 lower-case digits."""
    text = as_text(cell)
    try:
        if not isinstance(cell, int | float):
            return parse_eui(text)
    except NotAnEui as error:
        if not _EXPONENT.fullmatch(text):
            raise BadCell.like(error) from None
    raise BadCell(
        "A spreadsheet has made a number of this EUI (%(text)s), and digits are lost. "
        "Format the column as text and enter the EUIs anew.",
        text=text[:40],
    )


def key(cell: Cell) -> str:
    """Read a key of 32 hex digits; what stood there instead is not repeated."""
    text = "".join(as_text(cell).split()).lower()
    if not HEX_KEY.fullmatch(text):
        raise BadCell("This is no key: it needs 32 hex digits.")
    return text


def number(cell: Cell) -> float:
    """Read numbers with a comma or a point, also with groups of three digits.

    '1.234' may be either and is refused.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _float(cell)
    text = as_text(cell).replace("−", "-").replace("\xa0", " ").replace("\u202f", " ")
    if _AMBIGUOUS.fullmatch(text):
        raise BadCell(
            "'%(text)s' may be %(whole)s or %(parted)s; write it as one of them.",
            text=text,
            whole=text.replace(".", ""),
            parted=text.replace(".", ","),
        )
    return _number(text)


def degrees(most: float) -> Reader:
    """Degrees with a point or a comma."""

    def read(cell: Cell) -> float:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            value = _float(cell)
        else:
            value = _number(as_text(cell).replace("−", "-").removesuffix("°").strip())
        if not -most <= value <= most:
            raise BadCell(
                "'%(text)s' is not a number of degrees from -%(most)s to %(most)s.",
                text=as_text(cell)[:40],
                most=most,
            )
        return value

    return read


def year(cell: Cell) -> int:
    """Read a year, also where a whole day is given."""
    if isinstance(cell, datetime | date):
        return cell.year
    text = as_text(cell)
    if re.fullmatch(r"[0-9]{4}", text):
        return int(text)
    return moment(cell).year


def moment(cell: Cell) -> datetime:
    """Read days as Germans or ISO 8601 write them, with or without a time; no zone."""
    match cell:
        case datetime():
            return cell.replace(tzinfo=None)
        case date():
            return datetime.combine(cell, time())
        case _:
            text = as_text(cell)
    for day in _DAYS:
        for hour in _TIMES:
            try:
                return datetime.strptime(text, day + hour)  # noqa: DTZ007 a local time
            except ValueError:
                continue
    raise BadCell(
        "'%(text)s' is not a day; write it as 31.12.2026 or 2026-12-31.",
        text=text[:40],
    )


def choice(words: Mapping[str, str]) -> Reader:
    """One of some words, in any of its spellings (without accents, in lower case)."""

    def read(cell: Cell) -> str:
        text = as_text(cell)
        said = words.get(plain(text))
        if said is None:
            raise BadCell(
                "'%(text)s' is unknown here; use one of %(words)s.",
                text=text[:40],
                words=", ".join(dict.fromkeys(words.values())),
            )
        return said

    return read


def nearest(text: str, names: Mapping[str, str]) -> str | None:
    """Find the name that is most like a text; `names` are those by their plain forms."""
    found = difflib.get_close_matches(plain(text), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def _float(number: float) -> float:
    """Take a number that is too large for any float, as a file may hold, for infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _number(text: str) -> float:
    if _PLAIN_NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    if found := _GROUPED.fullmatch(text):
        decimal = found.group(2)
        if decimal != found.group(1):
            text = text.replace(found.group(1), "")
            return float(text.replace(decimal or ",", "."))
    if _GROUPED_BY_COMMA.fullmatch(text):
        return float(text.replace(",", ""))
    raise BadCell(
        "'%(text)s' is not a number; write it as 1234,5 or 1234.5.", text=text[:40]
    )


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell(
            "'%(text)s…' is too long: it has %(size)s characters and can have %(most)s.",
            text=text[:20],
            size=len(text),
            most=most,
        )
    return text


def _check_digits(cell: Cell) -> None:
    """Refuse a number of which a spreadsheet has lost digits."""
    if isinstance(cell, int | float) and abs(cell) >= 10**EXACT_DIGITS:
        raise BadCell(
            "A spreadsheet keeps 15 digits of a number, and this one has more "
            "(%(text)s). Format the column as text and enter it anew.",
            text=f"{_float(cell):.6E}",
        )
