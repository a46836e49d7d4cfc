"""What is not right on a page, whatever it is about."""

from axe_core_python.sync_playwright import Axe

from tests.e2e.conftest import Visitor

SERIOUS = {"serious", "critical"}


def look_at(
    visitor: Visitor, path: str, width: int, *, with_axe: bool = True
) -> list[str]:
    """Open a page, or take the open one for "", and say what is wrong with it."""
    page = visitor.page
    if path:
        visitor.go(path)
    findings = []
    if page.locator("h1").count() != 1:
        findings.append(f"{page.locator('h1').count()} main headings")
    overhang = page.evaluate(
        "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    )
    if overhang > 0:
        findings.append(f"is {overhang} pixels wider than a window of {width}")
    if with_axe:
        findings += violations(visitor)
    return [f"{path or page.url}: {finding}" for finding in findings]


def violations(visitor: Visitor) -> list[str]:
    """Serious faults in accessibility of the open page."""
    result = Axe().run(visitor.page)
    return [
        f"{found['id']}: {found['nodes'][0]['target']} {found['help']}"
        for found in result["violations"]
        if found["impact"] in SERIOUS
    ]
