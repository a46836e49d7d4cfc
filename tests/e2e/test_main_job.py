"""An uplink becomes a reading, a picture and a warning, before a person's eyes."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_a_person_sees_readings_arrive_and_an_alarm_come_and_go(visit: Visit) -> None:
    with visit() as visitor:
        page, house = visitor.page, visitor.house
        house.measure(21)
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/devices/")
        page.get_by_role("link", name="Serverraum").first.click()
        current = page.locator(f'[data-live="{house.device}:temperature"]').first
        expect(current).to_contain_text("21")
        expect(page.locator("time-series-chart canvas").first).to_be_visible()

        house.measure(24)
        expect(current).to_contain_text("24")

        house.measure(35)
        expect(current).to_contain_text("35")
        alarm = page.get_by_role("link", name=re.compile("zu warm")).first
        expect(alarm).to_be_visible()

        visitor.go(f"/i/{house.tenant}/alarms/")
        page.get_by_role("link", name=re.compile("zu warm")).first.click()
        page.get_by_role("button", name="Acknowledge").first.click()
        expect(page.get_by_text("Acknowledged", exact=True).first).to_be_visible()

        house.measure(22)
        expect(page.get_by_text("Over", exact=True).first).to_be_visible()

        visitor.go(f"/i/{house.tenant}/outbox/")
        mails = page.get_by_role("link", name=re.compile("Temperature 35 °C"))
        raised = "Major: Temperature 35 °C · Serverraum"
        for place, subject in enumerate(
            (f"Over – {raised}", f"Acknowledged – {raised}", raised)  # the newest first
        ):
            expect(mails.nth(place)).to_have_text(subject)
        mails.first.click()
        expect(page.get_by_text("Serverraum").first).to_be_visible()
