"""Take the pictures of README and docs from a running demo.

Run: `progres demo` in one terminal, and in another, once it is ready,
`python tools/screenshots.py [--url http://localhost:8000] [--data-dir data/demo]`.
Needs Debian's chromium. Writes docs/images/.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from progres.ops.demo.episodes import STAGE
from progres.ops.demo.people import ADMIN
from progres.ops.demo.record import read_record

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",  # maps need WebGL, machines in a rack have none
    "--enable-unsafe-swiftshader",
)
FOLDER = Path("docs/images")
WEEK = 2  # of the ranges of a device's charts
SETTLE_MS = 3000  # charts and maps are drawn, and something has come in live


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--data-dir", type=Path, default=Path("data/demo"))
    args = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": 1200, "height": 760}, color_scheme="light"
        )
        start = sign_in(page, args.url, args.data_dir)
        take(page, "overview")
        page.goto(f"{start}alarms/?state=all")
        take(page, "alarms")
        page.goto(f"{start}devices/?q={STAGE[0]}")
        page.click("table tbody tr a")
        page.click(f"chart-range button:nth-of-type({WEEK})")
        take(page, "device")
        browser.close()


def sign_in(page: Page, url: str, data_dir: Path) -> str:
    """Sign in as the city's administrator, in English; return where the overview is."""
    accounts = {a.email: a.password for a in read_record(data_dir).accounts}
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", ADMIN)
    page.fill("input[name=password]", accounts[ADMIN])
    page.click("main button[type=submit]")
    page.wait_for_url("**/i/*/")
    if page.locator("html").get_attribute("lang") != "en":  # as the README
        with page.expect_navigation():
            page.locator("button[name=language]").first.click()
    return page.url


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{FOLDER / name}.png")


if __name__ == "__main__":
    main()
