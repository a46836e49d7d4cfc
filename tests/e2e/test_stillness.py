"""Nothing moves under the eye, and the keyboard stays where it was."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_acknowledging_in_the_list_moves_nothing_and_keeps_the_focus(
    visit: Visit,
) -> None:
    with visit() as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/alarms/")
        expect(page.locator('live-feed[data-state="live"]')).to_be_visible()
        house.measure(35)
        button = page.get_by_role("button", name=re.compile("Acknowledge"))
        expect(button.first).to_be_visible(timeout=15_000)
        before = page.locator("#alarm-rows").bounding_box()

        button.first.click()

        expect(page.locator("#messages .message")).to_be_visible()
        expect(page.locator("a.row-link:focus")).to_have_count(1)
        after = page.locator("#alarm-rows").bounding_box()
        assert before
        assert after
        assert after["y"] == before["y"]
        page.wait_for_timeout(1500)  # until the live answer has replaced the rows, too
        expect(page.locator("a.row-link:focus")).to_have_count(1)
        house.measure(21)


def test_a_row_that_is_added_has_the_focus_and_no_blame(visit: Visit) -> None:
    with visit() as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/device-types/new/")

        page.get_by_role("button", name="Add a value").click()

        expect(page.locator("#id_form-1-key")).to_be_focused()
        expect(page.locator("#values [aria-invalid]")).to_have_count(0)


def test_the_range_of_the_charts_outlives_a_reload(visit: Visit) -> None:
    with visit() as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/devices/{house.device}/")
        page.get_by_role("button", name="7 days").click()
        expect(page).to_have_url(re.compile(r"\?range=7d$"))

        page.reload()

        pressed = page.get_by_role("button", name="7 days", pressed=True)
        expect(pressed).to_be_visible()
