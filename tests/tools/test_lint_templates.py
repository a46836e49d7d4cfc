from pathlib import Path

import pytest
from tools.lint_templates import problems


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        '<button onclick="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a hx-on:click="go()">',
        """<a hx-vals='js:{a: go()}'>""",
        '<a hx-trigger="click[ctrlKey]">',
    ],
)
def test_what_the_browser_would_refuse_is_found(tmp_path: Path, line: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<main>\n{line}\n</main>\n")
    assert [problem.partition(": ")[0] for problem in problems(page)] == [f"{page}:2"]


@pytest.mark.parametrize(
    "line",
    [
        '<p class="style" data-on="1">',
        '<script src="main.js" type="module"></script>',
        '<script type="application/json" id="data">{}</script>',
        '<a hx-trigger="keyup changed delay:300ms" hx-target="[id=a]">',
    ],
)
def test_what_the_policy_allows_passes(tmp_path: Path, line: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(line)
    assert not list(problems(page))
