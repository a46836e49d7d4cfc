"""From an invitation to a passkey, and what its owner may then do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.looks import look_at
from tests.installation import PASSWORD
from tests.web.second_factors import code_of

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def invited(visitor: Visitor, email: str, tenant: object) -> str:
    """Invite an administrator; return the address of the mailed link."""
    house = visitor.house
    house.place.api(
        "POST",
        "/users",
        house.key,
        {
            "tenant": tenant,
            "email": email,
            "role": "instance-admin",
            "first_name": "Ida",
            "last_name": "Brandt",
            "language": visitor.language,
        },
    )
    return f"/account/invitation/{house.mailed('invitation')}/"


@contextmanager
def device_with_passkeys(page: Page) -> Iterator[None]:
    """A device that keeps passkeys and always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield
    session.detach()


def press(page: Page, words: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).click()


def activate(visitor: Visitor, link: str) -> None:
    visitor.go(link)
    visitor.page.fill("input[name=password]", PASSWORD)
    press(visitor.page, "Create account and sign in")


def show_password_again(page: Page) -> None:
    page.fill("input[name=password]", PASSWORD)
    press(page, "Go on")


def sign_out(visitor: Visitor) -> None:
    visitor.go("/account/logout/")
    press(visitor.page, "Sign out")


def make_instance(visitor: Visitor, name: str, **facts: object) -> int:
    house = visitor.house
    sent = {"name": name, "short_name": name.lower(), **facts}
    number: int = house.place.api("POST", "/tenants", house.key, sent)["id"]
    return number


def test_an_invited_person_comes_to_a_passkey_and_signs_in_with_it(
    visit: Visit,
) -> None:
    with visit() as visitor, device_with_passkeys(visitor.page):
        page, house = visitor.page, visitor.house
        child = make_instance(visitor, "Hafen", parent=house.tenant)
        sibling = make_instance(visitor, "Sued")

        activate(visitor, invited(visitor, "ida.brandt@example.org", house.tenant))
        expect(page).to_have_url(re.compile(rf"/i/{house.tenant}/"))

        visitor.go("/account/second-factor/")
        page.get_by_role("link", name="Add a passkey").click()
        show_password_again(page)
        press(page, "Add a passkey")
        expect(page.locator(".recovery-codes li")).to_have_count(10)

        sign_out(visitor)
        page.fill("input[name=login]", "ida.brandt@example.org")
        page.fill("input[name=password]", PASSWORD)
        press(page, "Sign in")
        expect(page).to_have_url(re.compile("/account/login/second/"))
        press(page, "Use a passkey")
        expect(page).to_have_url(re.compile(rf"/i/{house.tenant}/"))

        sign_out(visitor)
        press(page, "Sign in with a passkey")
        expect(page).to_have_url(re.compile(rf"/i/{house.tenant}/"))

        visitor.go(f"/i/{house.tenant}/users/new/")
        page.fill("input[name=email]", "jan.krause@example.org")
        page.fill("input[name=first_name]", "Jan")
        page.fill("input[name=last_name]", "Krause")
        page.select_option("select[name=tenant]", str(child))
        press(page, "Send the invitation")
        expect(page.get_by_text("An invitation is on its way")).to_be_visible()

        refused = page.request.get(f"{house.place.url}/i/{sibling}/users/")
        assert refused.status == 404


@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 1280)])
def test_the_pages_of_second_factors_are_whole(
    visit: Visit, theme: str, width: int
) -> None:
    with (
        visit(theme=theme, width=width) as visitor,
        device_with_passkeys(visitor.page),
    ):
        page, email = visitor.page, f"{theme}@example.org"
        activate(visitor, invited(visitor, email, visitor.house.tenant))
        visitor.go("/account/second-factor/app/")
        findings = look_at(visitor, "", width)
        show_password_again(page)
        findings += look_at(visitor, "", width)
        page.fill("input[name=code]", code_of(page.locator("#secret").inner_text()))
        press(page, "Set up")
        findings += look_at(visitor, "", width)
        for path in ("app/remove/", "codes/", "codes/new/", "passkeys/new/"):
            findings += look_at(visitor, f"/account/second-factor/{path}", width)
        press(page, "Add a passkey")
        findings += look_at(visitor, "/account/second-factor/", width)
        page.get_by_role("link", name=re.compile("^Remove Passkey")).click()
        page.wait_for_url("**/remove/")
        findings += look_at(visitor, "", width)
        for path in ("again/code/", "again/passkey/"):
            findings += look_at(visitor, f"/account/{path}", width)
        sign_out(visitor)
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        press(page, "Sign in")
        findings += look_at(visitor, "", width)
        assert findings == []


@pytest.mark.parametrize(("theme", "width"), [("dark", 360), ("light", 1280)])
def test_the_pages_of_another_address_are_whole(
    visit: Visit, theme: str, width: int
) -> None:
    with visit(theme=theme, width=width) as visitor:
        page, house = visitor.page, visitor.house
        activate(visitor, invited(visitor, f"{width}@example.org", house.tenant))
        visitor.go("/account/email/")
        show_password_again(page)
        findings = look_at(visitor, "", width)
        page.fill("input[name=email]", f"{width}.brandt@example.org")
        press(page, "Send the links")
        findings += look_at(visitor, "", width)
        findings += look_at(visitor, f"/account/email/{house.mailed('email')}/", width)
        press(page, "Yes, confirm")
        findings += look_at(visitor, "", width)
        assert findings == []
