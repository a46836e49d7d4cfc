"""A whole installation and a real browser that reports whatever is not right."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.e2e.house import House, build_house
from tests.installation import EMAIL, PASSWORD, installation
from tests.tiles import write_tiles

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Visitor:
    """A page in a browser of its own, and what was not right on it."""

    page: Page
    house: House
    language: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the installation and wait until the network is quiet."""
        self.page.goto(self.house.place.url + path)
        self.page.wait_for_load_state("load")

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        """Sign in by the form, and choose the language for the account."""
        self.go("/account/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/i/*/")
        if self.page.locator("html").get_attribute("lang") != self.language:
            switch = self.page.locator("button[name=language]").first
            with self.page.expect_navigation():
                switch.evaluate("button => button.form.requestSubmit(button)")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation with an instance, a device, a rule and tiles for maps."""
    tiles = write_tiles(tmp_path_factory.mktemp("map") / "town.pmtiles")
    with installation(PROGRES_DEMO="true", PROGRES_MAP=str(tiles)) as place:
        place.start()
        yield build_house(place)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; Playwright's event loop would disturb tests of other modules."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield opened
        opened.close()


Visit = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture
def visit(browser: Browser, house: House) -> Visit:
    """Make visitors: language, theme and width of the window can be chosen."""

    @contextmanager
    def visiting(
        *, language: str = "en", theme: str = "light", width: int = 1280
    ) -> Iterator[Visitor]:
        context = browser.new_context(
            locale={"de": "de-DE", "en": "en-GB"}[language],
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context.new_page(), house, language)
        _listen(visitor)
        yield visitor
        context.close()
        assert visitor.faults == []

    return visiting


def _listen(visitor: Visitor) -> None:
    own = urlsplit(visitor.house.place.url).netloc

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != own:
            visitor.faults.append(f"asked another host: {request.url}")

    visitor.page.on("request", on_request)
    visitor.page.on("pageerror", lambda error: visitor.faults.append(f"error: {error}"))
    visitor.page.on(
        "console",
        lambda message: (
            visitor.faults.append(f"console: {message.text} {message.location['url']}")
            if message.type == "error"
            else None
        ),
    )
