"""Every icon that a template draws is in the sprite."""

import re

from progres.web.static_files import STATIC_DIR, STATIC_URL, asset_url

TEMPLATES = STATIC_DIR.parent / "templates"
DRAWN = re.compile(r"""{% icon ["']([\w-]+)["']""")
NAVIGATION = re.compile(r"""{% nav_link ["'][\w:]+["'] \w+ ["']([\w-]+)["']""")


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    sprite = STATIC_DIR / asset_url("icons.svg").removeprefix(STATIC_URL)
    known = set(re.findall(r'id="([\w-]+)"', sprite.read_text()))
    drawn = {
        name
        for template in TEMPLATES.rglob("*.html")
        for pattern in (DRAWN, NAVIGATION)
        for name in pattern.findall(template.read_text())
    }

    assert drawn - known == set()
    assert {"bell", "cpu"} <= drawn
