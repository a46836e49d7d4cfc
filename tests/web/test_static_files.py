"""What templates take from the built front end."""

import pytest
from django.template import Context, Template

from progres.web.static_files import STATIC_DIR, STATIC_URL, AssetMissing, asset_url


@pytest.mark.parametrize("name", ["main.ts", "theme.ts", "styles/main.scss"])
def test_an_asset_is_a_built_file_with_a_hash_in_its_name(name: str) -> None:
    url = asset_url(name)

    assert url.startswith(f"{STATIC_URL}assets/")
    assert (STATIC_DIR / url.removeprefix(STATIC_URL)).is_file()


def test_an_unknown_asset_is_named_with_those_that_exist() -> None:
    with pytest.raises(AssetMissing, match=r"no file 'main\.js'\. It has: .*main\.ts"):
        asset_url("main.js")


def test_the_script_before_the_first_paint_imports_nothing() -> None:
    script = STATIC_DIR / asset_url("theme.ts").removeprefix(STATIC_URL)

    assert "import" not in script.read_text()


def test_an_icon_is_hidden_from_screen_readers_and_in_the_sprite() -> None:
    template = Template('{% load assets %}{% icon "bell" "icon-sm" %}')
    sprite = STATIC_DIR / asset_url("icons.svg").removeprefix(STATIC_URL)

    assert template.render(Context()) == (
        '<svg class="icon icon-sm" aria-hidden="true">'
        f'<use href="{asset_url("icons.svg")}#bell"></use></svg>'
    )
    assert 'id="bell"' in sprite.read_text()
