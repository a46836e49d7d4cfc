"""Maps draw the operator's own tiles, and ask nobody else."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, Visit
from tests.tiles import ATTRIBUTION

GRAPHICS = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
WATER = (195, 220, 239)  # --map-water, light
PLACED = """
with placed as (update device set latitude = 52.52, longitude = 13.4 returning 1)
select count(*) from placed
"""
LOOKS = 60  # until it is drawn


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that draws maps without a graphics card."""
    flags = [flag for flag in FLAGS if flag != "--disable-gpu"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags, *GRAPHICS]
        )
        yield opened
        opened.close()


def test_the_map_draws_the_tiles_and_keeps_its_question(visit: Visit) -> None:
    with visit() as visitor:
        page = visitor.page
        parts: list[int] = []
        page.on(
            "response",
            lambda answer: (
                parts.append(answer.status) if ".pmtiles" in answer.url else None
            ),
        )
        visitor.sign_in()
        visitor.house.ask(PLACED)

        visitor.go(f"/i/{visitor.house.tenant}/map/")

        expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text(ATTRIBUTION)
        expect(page.locator(".map-status")).to_contain_text("on the map")
        expect(page.locator(".map-list-item").first).to_be_attached()
        assert any(WATER in colors_of(page) for _ in range(LOOKS))
        assert set(parts) == {206}

        page.fill("#search", "nothing like this")
        expect(page.locator(".map-status")).to_contain_text("0 devices")
        assert "/map/?q=nothing+like+this#at=" in page.url


def test_what_filters_the_map_is_a_chip_that_one_press_takes_away(visit: Visit) -> None:
    with visit() as visitor:
        page = visitor.page
        visitor.sign_in()
        visitor.house.ask(PLACED)
        chips = page.locator("device-map .chip")

        visitor.go(f"/i/{visitor.house.tenant}/map/?q=nothing+like&state=alarm")
        expect(chips).to_have_text(["“nothing like”", "Alarm"])
        expect(page.locator(".map-status")).to_contain_text("0 devices")
        page.get_by_role("button", name="Remove the filter Alarm").click()
        expect(chips).to_have_text(["“nothing like”"])
        expect(page.locator("#search")).to_be_focused()
        assert "state" not in page.url

        page.get_by_role("button", name="Remove the filter “nothing like”").click()
        expect(chips).to_have_count(0)
        expect(page.locator(".map-list-item").first).to_be_attached()
        assert "?" not in page.url

        page.select_option("[name=value]", index=1)
        page.locator("#map-filters summary").click()
        page.select_option("#filter-state", "silent")
        page.select_option("#filter-type", index=1)
        expect(chips).to_have_count(2)
        page.get_by_role("button", name="Remove all").click()
        expect(chips).to_have_count(0)
        assert "?value=" in page.url


def test_a_place_is_chosen_with_the_keyboard_alone(visit: Visit) -> None:
    with visit() as visitor:
        visitor.sign_in()
        visitor.go(f"/i/{visitor.house.tenant}/devices/new/")
        page = visitor.page

        expect(page.locator("place-picker canvas")).to_be_visible()
        page.get_by_role("button", name="Middle of the map").press("Enter")
        before = page.input_value("#id_latitude")
        page.keyboard.press("ArrowUp")

        assert float(page.input_value("#id_latitude")) > float(before)
        assert "Chosen" in page.locator("place-picker [role=status]").inner_text()

        page.get_by_role("button", name="No coordinates").press("Enter")
        assert page.input_value("#id_latitude") == ""


def colors_of(page: Page) -> set[object]:
    """The colours of the open map as it is now."""
    picture = page.locator("canvas.maplibregl-canvas").screenshot()
    found = Image.open(BytesIO(picture)).convert("RGB").getcolors(2**24)
    return {color for _, color in found or ()}
