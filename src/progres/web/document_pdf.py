"""A document in Markdown as a PDF; nothing is fetched for it.

The font is Bitstream Vera, which ReportLab brings along.
"""

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

PLAIN, BOLD, ITALIC = "Vera", "VeraBd", "VeraIt"
MARGIN = 18 * mm
LONGEST_CELL = 1500  # characters; a row must fit on a page
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_LINE = HexColor("#b8c0cc")
_HEAD = HexColor("#eef1f5")


def document_as_pdf(title: str, lead: str, text: str) -> bytes:
    """Set Markdown under a title and a line of what it is a version of."""
    for name in (PLAIN, BOLD, ITALIC):
        registerFont(TTFont(name, f"{name}.ttf"))
    registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    tree = SyntaxTreeNode(_MARKDOWN.parse(text))
    target = BytesIO()
    made = SimpleDocTemplate(
        target,
        pagesize=A4,
        title=title,
        author="PROGRES",
        invariant=True,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    story: list[Flowable] = [
        Paragraph(escape(title), _style(16, font=BOLD)),
        Paragraph(escape(lead), _style(8)),
        Spacer(1, 5 * mm),
    ]
    for node in tree.children:
        story += _flowables(node, A4[0] - 2 * MARGIN)
    made.build(story, onFirstPage=_number, onLaterPages=_number)
    return target.getvalue()


def _flowables(node: SyntaxTreeNode, width: float) -> Iterator[Flowable]:
    match node.type:
        case "heading":
            size = 12 if node.tag == "h2" else 10
            yield Paragraph(_inline(node), _style(size, font=BOLD, before=3 * mm))
        case "bullet_list" | "ordered_list":
            for item in node.children:
                words = " ".join(_inline(child) for child in item.children)
                yield Paragraph(f"• {words}", _style(9, indent=4 * mm))
        case "table":
            yield _table(node, width)
        case _:
            yield Paragraph(_inline(node), _style(9))


def _table(node: SyntaxTreeNode, width: float) -> Table:
    rows = [row for part in node.children for row in part.children]
    small = _style(7)
    bold = _style(7, font=BOLD)
    cells = [
        [
            Paragraph(_inline(cell)[:LONGEST_CELL], small if n else bold)
            for cell in row.children
        ]
        for n, row in enumerate(rows)
    ]
    columns = len(cells[0])
    lines: Sequence[tuple[object, ...]] = (
        ("GRID", (0, 0), (-1, -1), 0.4, _LINE),
        ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    )
    return Table(
        cells,
        colWidths=[width / columns] * columns,
        repeatRows=1,
        splitInRow=1,
        style=TableStyle(lines),
        spaceBefore=2 * mm,
        spaceAfter=2 * mm,
    )


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a node in ReportLab's marks."""
    match node.type:
        case "text" | "code_inline" | "fence" | "code_block" | "html_inline":
            return escape(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br/>"
        case "strong":
            return f"<b>{_inside(node)}</b>"
        case "em":
            return f"<i>{_inside(node)}</i>"
        case _:
            return _inside(node)


def _inside(node: SyntaxTreeNode) -> str:
    return "".join(_inline(child) for child in node.children)


def _style(
    size: float, *, font: str = PLAIN, before: float = 0, indent: float = 0
) -> ParagraphStyle:
    return ParagraphStyle(
        name=f"{font}-{size}",
        fontName=font,
        fontSize=size,
        leading=size * 1.35,
        spaceBefore=before,
        spaceAfter=1.5 * mm,
        leftIndent=indent,
        splitLongWords=True,
    )


def _number(canvas: object, made: object) -> None:
    canvas.setFont(PLAIN, 7)  # type: ignore[attr-defined] # ReportLab has no types
    canvas.drawRightString(made.pagesize[0] - MARGIN, MARGIN / 2, str(made.page))  # type: ignore[attr-defined]
