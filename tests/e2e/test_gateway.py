"""A gateway goes offline and comes back, before the eyes of who keeps it."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.installation import EMAIL

HEARD_NOW = (
    "select h.heard_at > now() - interval '10 s' from gateway_health h"
    " join gateway on gateway.id = h.gateway_id where name = 'Rathaus Turm'"
)
SILENT_FOR_AN_HOUR = (
    "update gateway_health h set heard_at = now() - interval '1 hour', status_at = null"
    " from gateway where gateway.id = h.gateway_id and name = 'Rathaus Turm' returning 1"
)
HEARD_AGAIN = (
    "update gateway_health h set heard_at = now() from gateway"
    " where gateway.id = h.gateway_id and name = 'Rathaus Turm' returning 1"
)


def test_a_gateway_goes_offline_and_comes_back_with_a_mail_each(visit: Visit) -> None:
    with visit() as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/gateways/")
        page.get_by_role("link", name="Rathaus Turm").click()
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Who is told by mail").fill(EMAIL)
        page.get_by_role("button", name="Save").click()

        house.ask(SILENT_FOR_AN_HOUR)
        house.measure(21)
        house.wait_for(HEARD_NOW, "True")
        house.run_job("judge_gateways")
        page.reload()
        expect(page.get_by_text("Online", exact=True).first).to_be_visible()

        house.ask(SILENT_FOR_AN_HOUR)
        house.run_job("judge_gateways", times=2)  # one look alone proves nothing
        page.reload()
        expect(page.get_by_text("Offline", exact=True).first).to_be_visible()

        for _ in range(2):
            house.ask(HEARD_AGAIN)
            house.run_job("judge_gateways")
        page.reload()
        expect(page.get_by_text("Online", exact=True).first).to_be_visible()

        visitor.go(f"/i/{house.tenant}/outbox/")
        mails = page.get_by_role("link", name=re.compile("Rathaus Turm"))
        expect(mails).to_have_count(2)
        expect(mails.first).to_contain_text("is back")  # the newest first
        expect(mails.last).to_contain_text("is offline")
