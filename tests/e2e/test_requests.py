"""A person asks about the own data, and staff brings the request to its decision.

What follows is the platform's: it fills the package and proves what it did.
"""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.looks import look_at
from tests.installation import PASSWORD

PREPARED = (
    "update person_request set preview = jsonb_build_object("
    " 'made_at', '2026-03-01T12:00:00+00:00', 'mentions', '[]'::jsonb,"
    ' \'tables\', \'[{"place": "account", "rows": 1, "what": "goes"},'
    ' {"place": "audit_entry", "rows": 40, "what": "stays",'
    ' "until": "2028-03-01"}]\'::jsonb)'
    " where kind = 'erasure' returning id"
)


def test_a_letter_becomes_a_decision(visit: Visit) -> None:
    with visit() as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/privacy/persons/")
        page.get_by_label("Find a person").last.fill("klara.lenz")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="New request about Klara Lenz").click()
        page.get_by_label("What the person asks for").select_option("erasure")
        page.get_by_label("What the person wrote").fill("Löschen Sie alles.")
        page.get_by_role("button", name="Enter").click()
        expect(page.get_by_text("Find out first whether it is")).to_be_visible()

        page.get_by_role("link", name="Check the identity").click()
        page.get_by_label("Note").fill("Kundennummer stimmt")
        page.get_by_label("It is the person").check()
        page.get_by_role("button", name="Save").click()
        expect(
            page.get_by_text("The platform is looking for everything")
        ).to_be_visible()

        number = house.ask(PREPARED)
        page.reload()
        page.get_by_role("link", name="Decide", exact=True).click()
        expect(page.get_by_text("What would be erased")).to_be_visible()
        page.get_by_label("Granted", exact=True).check()
        page.get_by_label("type the number").fill("0")
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_role("alert")).to_contain_text("type the number")
        page.get_by_label("type the number").fill(number)
        page.get_by_role("button", name="Decide").click()

        expect(
            page.get_by_text("The operator's platform carries it out")
        ).to_be_visible()
        expect(page.get_by_text("Being carried out")).to_be_visible()
        assert look_at(visitor, "", 1280, 360) == []


def test_a_person_asks_from_the_own_account(visit: Visit) -> None:
    with visit(language="de") as visitor:
        page = visitor.page
        visitor.sign_in()
        visitor.go("/account/data/")
        if page.locator("input[name=password]").count():
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
        expect(page.get_by_role("heading", name="Meine Daten")).to_be_visible()
        page.get_by_role(
            "button", name=re.compile("Beantragen.*Meine Daten mitnehmen", re.DOTALL)
        ).click()

        expect(page.get_by_role("heading", name="Ihre Anträge")).to_be_visible()
        expect(page.get_by_text("Zu entscheiden")).to_be_visible()
        page.get_by_role(
            "link", name=re.compile("Weiter.*Etwas berichtigen lassen", re.DOTALL)
        ).click()
        expect(page.get_by_label("Was nicht stimmt")).to_be_visible()
