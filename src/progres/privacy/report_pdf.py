"""A report as PDF, in the font that ReportLab brings along."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from progres.privacy.report import Part, Report

PLAIN, BOLD = "Vera", "VeraBd"
_GREY = HexColor("#5b6470")
_TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=8.5, leading=12, spaceAfter=4)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=7, leading=10, textColor=_GREY)
_ROW = ParagraphStyle("row", parent=_TEXT, fontSize=7.5, leading=10.5, leftIndent=8)
_TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=16, leading=22, spaceAfter=8)
_HEAD = ParagraphStyle(
    "head", fontName=BOLD, fontSize=11, leading=15, spaceBefore=12, spaceAfter=4
)


def report_as_pdf(report: Report) -> bytes:
    """Draw a report on A4 with page numbers."""
    for name in (PLAIN, BOLD):
        registerFont(TTFont(name, f"{name}.ttf"))
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        title=report.title,
        author="PROGRES",
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
    )
    document.build(list(_flow(report)), onFirstPage=_foot, onLaterPages=_foot)
    return target.getvalue()


def _flow(report: Report) -> Iterator[Flowable]:
    yield _said(report.title, _TITLE)
    yield _said(report.made_at, _SMALL)
    for text in report.introduction:
        yield _said(text, _TEXT)
    if report.readings:
        yield _said(_("Measured values"), _HEAD)
        yield from _lines(report.readings)
    for part in report.parts:
        yield from _part(part)
    yield _said(_("To whom data were passed"), _HEAD)
    if report.passed_on:
        yield from _lines(report.passed_on)
    else:
        yield _said(_("To nobody, as far as is recorded."), _TEXT)
    yield _said(_("What cannot be found by a person"), _HEAD)
    for text in report.not_found:
        yield _said(text, _SMALL)
    yield _said(_("Your rights"), _HEAD)
    for text in report.rights:
        yield _said(text, _TEXT)


def _part(part: Part) -> Iterator[Flowable]:
    yield _said(part.title, _HEAD)
    for ground in part.grounds:
        yield _said(
            _(
                "%(purpose)s Legal basis: %(basis)s. Origin: %(origin)s. Controller: "
                "%(controller)s. Passed on to: %(receivers)s. Kept until: %(until)s."
            )
            % ground,
            _SMALL,
        )
    yield from _lines(part.lines)
    left = part.total - len(part.lines)
    if left:
        words = ngettext(
            "%(number)d further row is in the archive.",
            "%(number)d further rows are in the archive.",
            left,
        )
        yield _said(words % {"number": left}, _SMALL)


def _lines(rows: Sequence[dict[str, str]]) -> Iterator[Flowable]:
    for row in rows:
        told = " · ".join(
            f'<font color="#5b6470">{escape(name)}</font> {escape(value)}'
            for name, value in row.items()
        )
        yield Paragraph(told, _ROW)
    yield Spacer(1, 2 * mm)


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(PLAIN, 7)
    canvas.setFillColor(_GREY)
    canvas.drawRightString(A4[0] - 20 * mm, 12 * mm, str(document.page))
