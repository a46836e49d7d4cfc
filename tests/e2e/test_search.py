"""Something is found from any page, by the keyboard alone."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_a_measuring_point_is_found_and_opened_by_keys(visit: Visit) -> None:
    with visit() as visitor:
        page = visitor.page
        visitor.sign_in()

        page.keyboard.press("Control+K")
        page.keyboard.type("kaltw")
        offer = page.locator("#offers").get_by_role("link", name="Kaltwasser").first
        expect(offer).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(offer).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#offers")).to_be_empty()
        expect(page.get_by_label("Search everything")).to_be_focused()
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile(r"/search/\?q=kaltw$"))
        page.locator("main").get_by_role("link", name="Kaltwasser").click()
        expect(page).to_have_url(re.compile(r"/measuring-points/\d+/$"))
