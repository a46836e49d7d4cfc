"""Who changes many devices sees that it goes on, and how far it is."""

from playwright.sync_api import Route, expect

from tests.e2e.conftest import Visit


def test_what_takes_longer_tells_how_far_it_is(visit: Visit) -> None:
    with visit() as visitor:
        page = visitor.page
        visitor.sign_in()
        visitor.go(f"/i/{visitor.house.tenant}/devices/bulk/?all=1&what=delete")
        shown = page.locator("[data-progress-shown]")
        asked: list[str] = []

        def told(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(json={"done": 3000, "total": 10000})

        page.route(lambda url: "/devices/bulk/progress/" in url, told)
        # Not sent: a page that is being left can be looked at by people alone.
        page.evaluate("window.addEventListener('submit', (e) => e.preventDefault())")
        expect(shown).to_be_hidden()
        page.get_by_role("button", name="Preview").click()

        expect(shown).to_contain_text("30 % so far")
        expect(shown.locator("progress")).to_have_js_property("value", 30)
        assert page.input_value("[name=mark]") in asked[0]
