"""A meter is exchanged on a phone, and the consumption goes on."""

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_a_meter_is_exchanged_on_a_phone(visit: Visit) -> None:
    with visit(language="de", width=360) as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/measuring-points/")
        page.get_by_role("link", name="Kaltwasser").click()
        expect(page.locator("time-series-chart canvas").first).to_be_visible()
        page.get_by_role("link", name="Zähler wechseln").click()

        page.get_by_label("Letzter Stand des alten Zählers").fill("1.234,5")
        page.get_by_role("button", name="Weiter").click()
        page.get_by_label("Nummer des neuen Zählers").fill("NEU 7")
        page.get_by_label("Erster Stand").fill("0,25")
        page.get_by_label("Geeicht bis Ende").fill("2032")
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_text("1.134,5")).to_be_visible()  # counted by the old one
        page.get_by_role("button", name="Zurück").click()
        expect(page.get_by_label("Nummer des neuen Zählers")).to_have_value("NEU 7")
        page.get_by_role("button", name="Weiter").click()
        page.get_by_label("Grund").select_option("calibration")
        page.get_by_role("button", name="Wechsel eintragen").click()

        expect(page.get_by_text("Der Wechsel ist eingetragen.")).to_be_visible()
        row = page.get_by_role("row").filter(has_text="NEU 7")
        expect(row).to_contain_text("eingebaut")
        expect(row).to_contain_text("2032")

        page.get_by_role("link", name="Diesen Wechsel rückgängig machen").click()
        page.get_by_role("button", name="Wechsel rückgängig machen").click()
        expect(page.get_by_text("Der Wechsel ist rückgängig gemacht.")).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="NEU 7")).to_have_count(0)
