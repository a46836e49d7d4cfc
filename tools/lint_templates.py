"""Pages hold nothing that the content security policy would block.

No style attribute, no handler in an attribute, no script or style in the page, and
nothing of htmx that needs eval.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

FORBIDDEN = {
    r"\sstyle\s*=": "a style attribute; use a class",
    r"\son[a-z]+\s*=": "a handler in an attribute; use a custom element",
    r"\shx-on[:-]": "hx-on, which needs eval; use a custom element",
    r"""\shx-(?:vals|headers)\s*=\s*["']\s*js:""": "'js:', which needs eval; use JSON",
    r"""\shx-trigger\s*=\s*["'][^"']*\[""": "a trigger filter, which needs eval; filter elsewhere",
    r"<style\b": "a style element; put it into frontend/src",
    r"<script(?![^>]*\ssrc\s*=)(?![^>]*json)": "a script in the page; put it into a file",
}


def problems(path: Path) -> Iterator[str]:
    """Find what the browser would refuse; one sentence each, with its place."""
    text = path.read_text()
    for pattern, what in FORBIDDEN.items():
        for match in re.finditer(pattern, text):
            line = text.count("\n", 0, match.end()) + 1
            yield f"{path}:{line}: there is {what}."


def main() -> int:
    found = [
        problem
        for path in sorted(Path("src/progres/web/templates").rglob("*.html"))
        for problem in problems(path)
    ]
    print("\n".join(found) or "The templates respect the content security policy.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
