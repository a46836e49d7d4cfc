"""What is not right on a page, whatever it is about."""

from axe_core_python.sync_playwright import Axe

from tests.e2e.conftest import Visitor

AXE = Axe().axe_script
SERIOUS = {"serious", "critical"}
# To tell of everything that is right takes longer than to find it.
WHAT_IS_WRONG = """
axe.run({resultTypes: ["violations"]}).then(results => results.violations)
"""

# How much wider a page is than its window, once the layout stands again after a change
# that scripts have seen. A chart that is being drawn fits itself into a new window some
# frames later.
OVERHANG = """new Promise(done => {
    let frames = 0;
    const look = () => {
        const seen = document.documentElement.clientWidth;
        const over = document.scrollingElement.scrollWidth - seen;
        if (over <= 0 || ++frames > 180) done(over);
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(() => requestAnimationFrame(look));
})"""

# Names of boxes that stand on words of their row.
COVERING = """[...document.querySelectorAll("tbody tr input[type=checkbox]")].filter(box => {
    const at = box.getBoundingClientRect();
    const text = document.createTreeWalker(box.closest("tr"), NodeFilter.SHOW_TEXT);
    const words = document.createRange();
    while (at.width && text.nextNode()) {
        const around = text.currentNode.parentElement;
        if (around.closest(".visually-hidden, option, td:has(> input)")) continue;
        words.selectNodeContents(text.currentNode);
        if ([...words.getClientRects()].some(word =>
            word.width && word.left < at.right - 1 && at.left < word.right - 1
            && word.top < at.bottom - 1 && at.top < word.bottom - 1
        )) return true;
    }
    return false;
}).map(box => box.name)"""


def look_at(visitor: Visitor, path: str, width: int, *widths: int) -> list[str]:
    """Open a page, or take the open one for "", and say what is wrong with it.

    It is opened in a window of `width` pixels, which then gets each of the `widths`.
    """
    page = visitor.page
    if path:
        visitor.go(path)
    findings = []
    if page.locator("h1").count() != 1:
        findings.append(f"{page.locator('h1').count()} main headings")
    findings += violations(visitor)
    for seen in dict.fromkeys((width, *widths)):
        page.set_viewport_size({"width": seen, "height": 900})
        if (overhang := page.evaluate(OVERHANG)) > 0:
            findings.append(f"is {overhang} pixels wider than a window of {seen}")
        if covering := page.evaluate(COVERING):
            findings.append(f"has boxes on words at {seen} pixels: {covering[:3]}")
    page.set_viewport_size({"width": width, "height": 900})
    return [f"{path or page.url}: {finding}" for finding in findings]


def violations(visitor: Visitor) -> list[str]:
    """Serious faults in accessibility of the open page."""
    visitor.page.evaluate(AXE)
    return [
        f"{found['id']}: {found['nodes'][0]['target']} {found['help']}"
        for found in visitor.page.evaluate(WHAT_IS_WRONG)
        if found["impact"] in SERIOUS
    ]
