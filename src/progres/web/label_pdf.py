"""Labels with QR codes as a PDF on common sheets; nothing is fetched for it.

The font is Bitstream Vera, which ReportLab brings along, embedded as far as it is used.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PLAIN, BOLD = "Vera", "VeraBd"
PADDING = 2.5 * mm
LARGEST_CODE = 34 * mm
SMALLEST = 5.0  # points, in which a text is cut rather than set smaller
NARROW = 0.5  # of a label: the least that is left for texts


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Labels on A4: how many, how large, and where the first one begins; in mm."""

    columns: int
    rows: int
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    between: float = 0.0  # columns

    @property
    def count(self) -> int:
        return self.columns * self.rows


SHEETS = {
    "70x36": Sheet(columns=3, rows=8, width=70, height=36, top=4.5),
    "48.5x25.4": Sheet(columns=4, rows=10, width=48.5, height=25.4, left=8, top=21.5),
    "63.5x38.1": Sheet(
        columns=3, rows=7, width=63.5, height=38.1, left=7.2, top=15.1, between=2.5
    ),
    "105x74": Sheet(columns=2, rows=4, width=105, height=74, top=0.5),
}


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a label says: `code` in its QR code, and lines beside it."""

    code: str
    title: str
    lines: Sequence[str]


def labels_as_pdf(labels: Sequence[Label], sheet: Sheet, *, start: int) -> bytes:
    """Draw labels from place `start` of the first sheet on, counted from 1."""
    for name in (PLAIN, BOLD):
        registerFont(TTFont(name, f"{name}.ttf"))
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    canvas.setTitle("PROGRES")
    for place, label in enumerate(labels, start=start - 1):
        if place % sheet.count == 0 and place >= sheet.count:
            canvas.showPage()
        column, row = place % sheet.columns, place % sheet.count // sheet.columns
        left = (sheet.left + column * (sheet.width + sheet.between)) * mm
        bottom = A4[1] - (sheet.top + (row + 1) * sheet.height) * mm
        _draw(canvas, label, sheet, left + PADDING, bottom + PADDING)
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, label: Label, sheet: Sheet, x: float, y: float) -> None:
    width, height = sheet.width * mm - 2 * PADDING, sheet.height * mm - 2 * PADDING
    code = min(height, LARGEST_CODE, width * (1 - NARROW))
    _draw_code(canvas, label.code, x, y + height - code, code)
    room = width - code - PADDING
    size = min(height / (2.2 + len(label.lines) * 1.3), 13.0)
    baseline = y + height - size
    for line in _broken(label.title, BOLD, size, room):
        canvas.setFont(BOLD, size)
        canvas.drawString(x + code + PADDING, baseline, line)
        baseline -= size * 1.15
    for text in label.lines:
        fitting = _fitting(text, size * 0.8, room)
        canvas.setFont(PLAIN, fitting)
        line = _cut(text, PLAIN, fitting, room)
        canvas.drawString(x + code + PADDING, baseline, line)
        baseline -= size


def _draw_code(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """Draw dark modules that touch each other as one bar."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    module = size / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows, start=1):
        for begin, end in _runs(row):
            bottom = y + size - number * module
            path.rect(x + begin * module, bottom, (end - begin) * module, module)
    canvas.drawPath(path, fill=1, stroke=0)


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    begin = None
    for place, dark in enumerate((*row, 0)):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            yield begin, place
            begin = None


def _broken(text: str, font: str, size: float, room: float) -> list[str]:
    """Break a text into at most two lines, the second of which may be cut."""
    words, first = _written(text, font).split(), ""
    while words and stringWidth(f"{first} {words[0]}".strip(), font, size) <= room:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [_cut(text, font, size, room)]
    return [first, _cut(" ".join(words), font, size, room)] if words else [first]


def _fitting(text: str, size: float, room: float) -> float:
    """Return the size, or a smaller one in which a text has room."""
    width = stringWidth(_written(text, PLAIN), PLAIN, size)
    return size if width <= room else max(size * room / width, SMALLEST)


def _cut(text: str, font: str, size: float, room: float) -> str:
    line = _written(text, font)
    while line and stringWidth(line, font, size) > room:
        line = line[:-2] + "…" if len(line) > 1 else ""
    return line


def _written(text: str, font: str) -> str:
    """Write letters that the font does not have without their accents, or as '?'."""
    known = getFont(font).face.charToGlyph
    return "".join(
        letter
        if ord(letter) in known
        else unicodedata.normalize("NFKD", letter)[0]
        if ord(unicodedata.normalize("NFKD", letter)[0]) in known
        else "?"
        for letter in text
    )
