"""The tree and the switcher, opened in a real browser."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_a_branch_of_the_tree_opens_and_the_switcher_finds(visit: Visit) -> None:
    with visit(language="en") as visitor:
        visitor.sign_in()
        root = visitor.house.ask("select id from tenant where parent_id is null")
        visitor.go(f"/i/{root}/instances/")
        page = visitor.page

        page.locator("summary > .icon-sm").last.click()
        expect(page.get_by_role("link", name="Hallenbad")).to_be_visible()

        page.locator(".side .switcher > summary").click()
        places = page.locator("#instances-side")
        expect(places.get_by_role("link", name="Stadtwerke Nord").first).to_be_visible()
        page.locator(".side .switcher input").fill("hallen")
        expect(places.get_by_role("link")).to_have_count(2)  # and one to all of them
        places.get_by_role("link", name="Hallenbad").click()
        expect(page).to_have_url(re.compile(r"/i/\d+/$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Hallenbad")
