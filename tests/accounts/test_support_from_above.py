"""What staff sees of a self-run customer from the operator's own instance."""

from datetime import timedelta

import time_machine

from progres.accounts.api_key_actions import KeyFields, make_key
from progres.accounts.models import Invitation
from progres.accounts.people import PersonFields
from progres.database.scope import scoped
from tests.accounts.test_support import address, let_in, self_run
from tests.alarms.setting import make_rule
from tests.api.calls import caller
from tests.web.conftest import Browser, browser, raise_alarm
from tests.world import NOON, World

__all__ = ["browser", "self_run"]  # the fixtures


@time_machine.travel(NOON, tick=False)
def test_support_access_gives_nothing_that_lasts_from_above_either(
    self_run: World, browser: Browser
) -> None:
    """Who was let in acts in the instance itself, not from the operator's own."""
    otto, root = browser(self_run.otto), f"/i/{self_run.operator.id}"
    let_in(self_run, otto)
    fields = PersonFields(
        email="klara.lenz@example.org", first_name="K", last_name="L", role="viewer"
    )
    sent = {**vars(fields), "tenant": self_run.musterstadt.id}

    assert otto.post(f"{root}/users/new/", sent).status_code == 200
    assert otto.get(f"{root}/users/{self_run.rita.user.id}/").status_code == 404
    assert "Raumfühler 1" not in otto.get(f"{root}/devices/").text
    assert "Stadtwerke Musterstadt" in otto.get(f"{root}/instances/").text
    found = otto.get(f"{root}/instances/places/").text
    assert "Stadtwerke Musterstadt" in found
    assert "Hallenbad" in found
    with scoped(self_run.olga.scope):
        assert not Invitation.objects.of(self_run.olga.scope).exists()


@time_machine.travel(NOON, tick=False)
def test_keys_into_a_closed_instance_are_not_told_to_staff(
    self_run: World, browser: Browser
) -> None:
    with scoped(self_run.olga.scope):
        said = KeyFields(
            name="Billing export", read_only=True, expires_at=NOON + timedelta(days=9)
        )
        key, _ = make_key(said, tenant=self_run.bad, by=self_run.olga, at=NOON)
        api = caller(self_run.otto)
    otto, root = browser(self_run.otto), f"/i/{self_run.operator.id}"

    assert "Billing export" not in otto.get(f"{root}/api-keys/").text
    assert otto.get(f"{root}/api-keys/{key.id}/revoke/").status_code == 404
    listed = api.get("/api-keys").content["items"]
    assert [item["name"] for item in listed] == ["Tests"]
    assert api.delete(f"/api-keys/{key.id}").status == 404


@time_machine.travel(NOON, tick=False)
def test_no_page_counts_alarms_of_a_closed_instance(
    self_run: World, browser: Browser
) -> None:
    rule, count = make_rule(self_run), 'data-count="1"'
    with scoped(self_run.olga.scope):
        raise_alarm(self_run, rule)

    assert count in browser(self_run.olga).get(address(self_run, "instance_list")).text
    root = f"/i/{self_run.operator.id}"
    otto = browser(self_run.otto)
    assert count not in otto.get(f"{root}/instances/").text
    assert count not in otto.get(f"{root}/devices/").text
