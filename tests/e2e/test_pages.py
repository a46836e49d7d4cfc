"""Every page, in both languages and themes, from phone to wall."""

import pytest
from axe_core_python.sync_playwright import Axe

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.house import OTHER_EUI, House

SERIOUS = {"serious", "critical"}
# Every width once in each theme and each language; what axe finds depends on the theme
# and on the two layouts.
LOOKS = [
    ("de", "light", 360, False),
    ("en", "dark", 360, True),
    ("de", "light", 1280, True),
    ("en", "dark", 1280, False),
    ("en", "light", 2560, False),
    ("de", "dark", 2560, False),
]


def pages_of(house: House) -> list[str]:
    """Addresses of all pages that can be opened in the house."""
    inside = [
        "",
        "devices/",
        "devices/?q=nothing+like+this",
        "devices/new/",
        f"devices/{house.device}/",
        f"devices/{house.device}/alarms/",
        f"devices/{house.device}/radio/",
        f"devices/{house.device}/data/",
        f"devices/{house.device}/edit/",
        f"devices/{house.device}/delete/",
        "alarms/",
        "alarms/?state=all",
        f"alarms/{house.alarm}/",
        "rules/",
        "rules/new/",
        f"rules/{house.rule}/",
        f"rules/{house.rule}/edit/",
        f"rules/{house.rule}/delete/",
        "device-types/",
        "device-types/new/",
        f"device-types/{house.device_type}/",
        f"device-types/{house.device_type}/edit/",
        f"device-types/{house.device_type}/delete/",
        "connections/",
        "connections/new/",
        f"connections/{house.connection}/",
        f"connections/{house.connection}/delete/",
        "unassigned/",
        f"unassigned/{OTHER_EUI}/",
        "outbox/",
    ]
    return [f"/i/{house.tenant}/{path}" for path in inside]


@pytest.mark.parametrize(("language", "theme", "width", "with_axe"), LOOKS)
def test_every_page_is_whole(
    visit: Visit, language: str, theme: str, width: int, with_axe: bool
) -> None:
    with visit(language=language, theme=theme, width=width) as visitor:
        visitor.sign_in()
        findings = [
            f"{path}: {finding}"
            for path in pages_of(visitor.house)
            for finding in _look_at(visitor, path, width, with_axe=with_axe)
        ]
        assert findings == []


def test_a_stranger_meets_the_sign_in_page_and_nothing_else(visit: Visit) -> None:
    with visit() as visitor:
        for path in pages_of(visitor.house):
            visitor.go(path)
            assert "/account/login/" in visitor.page.url
        assert _violations(visitor) == []


def _look_at(visitor: Visitor, path: str, width: int, *, with_axe: bool) -> list[str]:
    visitor.go(path)
    page = visitor.page
    findings = []
    if page.locator("h1").count() != 1:
        findings.append(f"{page.locator('h1').count()} main headings")
    overhang = page.evaluate(
        "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    )
    if overhang > 0:
        findings.append(f"is {overhang} pixels wider than a window of {width}")
    return findings + (_violations(visitor) if with_axe else [])


def _violations(visitor: Visitor) -> list[str]:
    result = Axe().run(visitor.page)
    return [
        f"{found['id']}: {found['nodes'][0]['target']} {found['help']}"
        for found in result["violations"]
        if found["impact"] in SERIOUS
    ]
