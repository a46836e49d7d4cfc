"""A device finds its place on a floor plan: by mouse, finger and keys."""

from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.conftest import Visit, Visitor

PLAN = (800, 500)


def test_a_device_is_dragged_to_its_place_and_is_there_for_readers(
    visit: Visit,
) -> None:
    with visit() as visitor:
        page = visitor.page
        asset = _with_a_plan(visitor)
        visitor.go(f"{asset}plan/")
        row = _row(page, "Serverraum")
        row.get_by_role("button", name="Take off").click()
        row.get_by_role("button", name="Put on the plan").click()
        mark = page.get_by_role("button", name="Serverraum", exact=True)
        expect(mark).to_be_focused()

        _drag(page, mark, right=0.25, down=-0.3)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
        assert _numbers(page, "Serverraum") == ["75.5", "25"]
        page.keyboard.press("Escape")
        assert _numbers(page, "Serverraum") == ["50", "50"]
        _drag(page, mark, right=0.25, down=-0.3)
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()

        link = page.locator("floor-plan").get_by_role("link", name="Serverraum")
        link.scroll_into_view_if_needed()
        assert _spot(page, link) == (75, 20)
        with page.expect_navigation():
            link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Serverraum")


def test_a_finger_moves_a_device_and_not_the_page(visit: Visit) -> None:
    with visit(language="de", theme="dark", width=360) as visitor:
        page = visitor.page
        asset = _with_a_plan(visitor)
        visitor.go(f"{asset}plan/")
        mark = page.get_by_role("button", name="Serverraum", exact=True)
        x, y = map(_number, _numbers(page, "Serverraum"))
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        assert box
        finger = page.context.new_cdp_session(page)
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        touch = "Input.dispatchTouchEvent"
        finger.send(touch, {"type": "touchStart", "touchPoints": [at]})
        for step in (10, 20, 30):
            moved = {"x": at["x"] - step, "y": at["y"] + step}
            finger.send(touch, {"type": "touchMove", "touchPoints": [moved]})
        finger.send(touch, {"type": "touchEnd", "touchPoints": []})

        after_x, after_y = map(_number, _numbers(page, "Serverraum"))
        assert after_x < x - 5
        assert after_y > y + 5


def _with_a_plan(visitor: Visitor) -> str:
    """Give the town hall a better plan; return its address."""
    house = visitor.house
    visitor.sign_in()
    asset = house.ask("select min(id) from asset")
    address = f"/i/{house.tenant}/assets/{asset}/"
    visitor.go(f"{address}plan/edit/")
    visitor.page.set_input_files("input[type=file]", _plan())
    with visitor.page.expect_navigation():
        visitor.page.click("main button[type=submit]")
    return address


def _plan() -> FilePayload:
    drawn = Image.new("RGB", PLAN, "white")
    draw = ImageDraw.Draw(drawn)
    for corner in ((20, 20, 400, 480), (400, 20, 780, 250), (400, 250, 780, 480)):
        draw.rectangle(corner, outline="black", width=4)
    out = BytesIO()
    drawn.save(out, "PNG")
    return {
        "name": "Erdgeschoss.png",
        "mimeType": "image/png",
        "buffer": out.getvalue(),
    }


def _row(page: Page, name: str) -> Locator:
    return page.locator(".plan-row", has_text=name)


def _numbers(page: Page, name: str) -> list[str]:
    return [field.input_value() for field in _row(page, name).locator("input").all()]


def _number(said: str) -> float:
    return float(said.replace(",", "."))


def _drag(page: Page, mark: Locator, *, right: float, down: float) -> None:
    """Drag a mark by parts of the picture."""
    picture = page.locator("floor-plan img").bounding_box()
    box = mark.bounding_box()
    assert picture
    assert box
    x, y = box["x"] + 10, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)
    page.mouse.move(x + right * picture["width"], y + down * picture["height"])
    page.mouse.up()


def _spot(page: Page, mark: Locator) -> tuple[int, int]:
    """Where the shape of a mark lies, in percent of the picture."""
    picture = page.locator("floor-plan img").bounding_box()
    box = mark.bounding_box()
    assert picture
    assert box
    x = (box["x"] + 12 - picture["x"]) / picture["width"]
    y = (box["y"] + box["height"] / 2 - picture["y"]) / picture["height"]
    return round(x * 100), round(y * 100)
