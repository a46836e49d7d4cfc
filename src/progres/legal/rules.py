"""What a public text is, and how its marks become HTML."""

from difflib import unified_diff
from enum import StrEnum

from markdown_it import MarkdownIt

MOST_CHARACTERS = 100_000


class Kind(StrEnum):
    """The texts that the operator of a platform has to offer."""

    PRIVACY = "privacy"
    IMPRINT = "imprint"
    ACCESSIBILITY = "accessibility"


def to_html(text: str) -> str:
    """Turn Markdown (CommonMark, and tables) into HTML that can do no harm.

    HTML in the text is shown as text, pictures are left out, and links lead only where
    a reader may be led (no scripts). Headings begin below that of the page.
    """
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """Compare two versions by line: ("+", added), ("-", removed) or (" ", around it).

    Gaps between the places are ("…", "").
    """
    lines = list(
        unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    )
    return [
        ("…", "") if line.startswith("@@") else (line[:1] or " ", line[1:])
        for line in lines[2:]
    ]


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
