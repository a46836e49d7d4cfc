"""What the operator's staff sees of a customer that runs its instance itself."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from progres.accounts.contract_accounts import name_export_accounts
from progres.accounts.models import SupportAccess
from progres.alarms.actions import acknowledge_alarm
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.outbox.queries import search_mails
from progres.tenants.contracts import search_contracts
from progres.tenants.models import Contract
from tests.alarms.setting import make_rule
from tests.api.calls import caller
from tests.web.conftest import Browser, browser, raise_alarm
from tests.world import NOON, World, agree

__all__ = ["browser"]  # the fixture
REASON = "Connection is silent, ticket 4711"


@pytest.fixture
def self_run(world: World) -> World:
    """Musterstadt, and with it the Hallenbad, is run by the customer alone."""
    agree(world, kind="self-run")
    return world


def address(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def statuses(world: World, person: Client, *names: str) -> set[int]:
    return {person.get(address(world, name)).status_code for name in names}


def let_in(world: World, otto: Client, hours: int = 4) -> None:
    sent = {"reason": REASON, "hours": hours}
    assert otto.post(address(world, "support"), sent).status_code == 302


@time_machine.travel(NOON, tick=False)
def test_from_outside_staff_sees_how_things_stand_and_nothing_else(
    self_run: World, browser: Browser
) -> None:
    otto = browser(self_run.otto)
    connection = {"connection_id": self_run.connection.id}

    told = otto.get(address(self_run, "connection", **connection)).text
    assert "ChirpStack Rathaus" in told
    assert "Raumfühler" not in told
    assert statuses(self_run, otto, "connection_list", "support") == {200}
    closed = ("device_list", "alarm_list", "user_list", "audit", "outbox")
    assert statuses(self_run, otto, *closed, "unassigned_list") == {403}
    assert statuses(self_run, otto, "overview") == {302}  # to what may be seen
    device = {"device_id": self_run.device.id}
    assert otto.get(address(self_run, "device", **device)).status_code == 403


@time_machine.travel(NOON, tick=False)
def test_the_page_speaks_to_the_customer_and_to_staff_each_of_themselves(
    self_run: World, browser: Browser
) -> None:
    page = address(self_run, "support")

    to_customer = browser(self_run.olga).get(page).text
    to_staff = browser(self_run.otto).get(page).text

    assert "You run this instance yourself" in to_customer
    assert "You run this instance yourself" not in to_staff
    assert "The customer runs this instance alone" in to_staff


@time_machine.travel(NOON, tick=False)
def test_seen_from_the_operator_a_closed_instance_has_a_contract_and_no_devices(
    self_run: World, browser: Browser
) -> None:
    otto = browser(self_run.otto)
    root = f"/i/{self_run.operator.id}"

    assert "Raumfühler 1" not in otto.get(f"{root}/devices/").text
    device = f"{root}/devices/{self_run.device.id}/"
    assert otto.get(device).status_code == 404
    assert "rita@example.org" not in otto.get(f"{root}/users/").text
    tree = otto.get(f"{root}/instances/").text
    assert "Stadtwerke Musterstadt" in tree
    with scoped(self_run.otto.scope.with_named()):
        api = caller(self_run.otto)
    assert api.get("/devices").content["items"] == []
    contracts = api.get("/contracts").content["items"]
    assert {c["kind"] for c in contracts} == {"self-run", "managed"}


@time_machine.travel(NOON, tick=False)
def test_of_a_closed_instance_nobody_learns_who_has_an_account(
    self_run: World, browser: Browser
) -> None:
    scope, root = self_run.otto.scope.with_named(), f"/i/{self_run.operator.id}"
    with scoped(scope):
        contract = search_contracts(scope).get(tenant=self_run.musterstadt)
        rita = [self_run.rita.user.id]
        name_export_accounts(contract.id, rita, by=self_run.olga, at=NOON)
        api = caller(self_run.otto)
    otto = browser(self_run.otto)

    form = otto.get(f"{root}/contracts/{contract.id}/edit/").text
    end = otto.get(f"{root}/contracts/{contract.id}/end/").text
    assert "outlive the contract" not in form
    assert "rita@example.org" not in form + end
    answers = [
        api.patch(f"/contracts/{contract.id}", {"export_accounts": [user_id]})
        for user_id in (self_run.olga.user.id, 4711)
    ]
    assert [answer.status for answer in answers] == [422, 422]
    assert answers[0].content == answers[1].content
    path = f"/contracts/{contract.id}/export-accounts"
    assert api.put(path, {"export_accounts": []}).status == 404
    assert api.patch(f"/contracts/{contract.id}", {"number": "V-2"}).status == 200


@time_machine.travel(NOON, tick=False)
def test_support_access_lets_in_and_the_customer_knows(
    self_run: World, browser: Browser
) -> None:
    otto, olga = browser(self_run.otto), browser(self_run.olga)
    let_in(self_run, otto)

    assert statuses(self_run, otto, "overview", "device_list", "user_list") == {200}
    lasting = ("user_new", "display_new", "connection_new", "sign_in_rules", "rule_new")
    assert statuses(self_run, otto, *lasting) == {403}
    banner = olga.get(address(self_run, "overview")).text
    assert "Otto Berger of the operator's staff has support access" in banner
    assert REASON in banner
    assert REASON in olga.get(address(self_run, "support")).text
    assert REASON not in browser(self_run.rita).get(address(self_run, "overview")).text
    with scoped(self_run.olga.scope):
        mail = search_mails(self_run.olga.scope).get(kind="support.opened")
        assert mail.recipient == "olga@example.org"
        assert REASON in mail.text
        entry = AuditEntry.objects.get(action="support.opened")
        assert entry.tenant_id == self_run.musterstadt.id
        assert entry.details == {"reason": REASON, "hours": 4}


def test_it_ends_by_itself(self_run: World, browser: Browser) -> None:
    with time_machine.travel(NOON, tick=False):
        otto = browser(self_run.otto)
        let_in(self_run, otto, hours=1)
    with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
        assert statuses(self_run, otto, "device_list") == {200}
    with time_machine.travel(NOON + timedelta(minutes=45), tick=False):
        assert statuses(self_run, otto, "device_list") == {200}
    with time_machine.travel(NOON + timedelta(minutes=60), tick=False):
        assert statuses(self_run, otto, "device_list") == {403}


@time_machine.travel(NOON, tick=False)
def test_the_customer_ends_it_at_once(self_run: World, browser: Browser) -> None:
    otto = browser(self_run.otto)
    let_in(self_run, otto)
    with scoped(self_run.olga.scope):
        access = SupportAccess.objects.get()
    end = address(self_run, "support_end", access_id=access.id)

    assert browser(self_run.rita).post(end).status_code == 403
    assert browser(self_run.nora).post(end).status_code == 404
    assert browser(self_run.olga).post(end).status_code == 302
    assert statuses(self_run, otto, "device_list") == {403}
    with scoped(self_run.olga.scope):
        assert AuditEntry.objects.filter(action="support.ended").count() == 1


@time_machine.travel(NOON, tick=False)
def test_without_a_reason_or_for_too_long_nobody_is_let_in(
    self_run: World, browser: Browser
) -> None:
    otto = browser(self_run.otto)
    page = address(self_run, "support")
    for sent in (
        {"reason": " ", "hours": 4},
        {"reason": REASON, "hours": 1000},
        {"reason": "x" * 301, "hours": 4},
        {"reason": "a\u202eb", "hours": 4},
    ):
        assert otto.post(page, sent).status_code == 200
    olga = browser(self_run.olga)
    assert olga.post(page, {"reason": REASON, "hours": 4}).status_code == 403
    assert statuses(self_run, otto, "device_list") == {403}


@time_machine.travel(NOON, tick=False)
def test_in_a_managed_instance_the_roles_of_the_contract_work_daily(
    world: World, browser: Browser
) -> None:
    otto, olga = browser(world.otto), browser(world.olga)
    assert statuses(world, otto, "device_list") == {200}
    assert "Platform administrator" in olga.get(address(world, "support")).text

    agree(world, operator_roles=["device-manager"])
    assert statuses(world, otto, "device_list") == {403}
    assert "Device manager" in olga.get(address(world, "support")).text


@time_machine.travel(NOON, tick=False)
def test_staff_is_told_among_who_may_see_a_device_only_where_it_may(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    page = address(world, "device_who", device_id=world.device.id)
    assert "Platform administrator" in olga.get(page).text

    agree(world, kind="self-run")

    assert "Platform administrator" not in olga.get(page).text


@time_machine.travel(NOON, tick=False)
def test_what_is_closed_is_not_moved_to_where_it_is_open(
    self_run: World, browser: Browser
) -> None:
    """Neither the instance nor one below it, to wherever the staff sees more."""
    otto = caller(self_run.otto)
    for moved, parent in (
        (self_run.musterstadt, self_run.nord),
        (self_run.bad, self_run.operator),
        (self_run.nord, self_run.musterstadt),
    ):
        answer = otto.post(f"/tenants/{moved.id}/move", {"parent": parent.id})
        assert answer.status in {409, 422}
        assert "does not let you in" in answer.content["detail"]


@pytest.mark.parametrize(("kind", "told"), [("managed", 1), ("self-run", 0)])
def test_alarms_of_a_closed_instance_are_not_mailed_to_staff(
    world: World, kind: str, told: int
) -> None:
    rule = make_rule(world, emails=["otto@example.org"])
    agree(world, kind=kind)
    with scoped(world.olga.scope):
        alarm = raise_alarm(world, rule)
        acknowledge_alarm(alarm.id, note="", by=world.olga, at=NOON)
        mails = search_mails(world.olga.scope).filter(recipient="otto@example.org")
        assert mails.count() == told


@time_machine.travel(NOON, tick=False)
def test_a_contract_that_lets_staff_in_is_told_to_the_customer(
    self_run: World,
) -> None:
    otto = caller(self_run.otto)
    contract = f"/contracts/{contract_of(self_run).id}"

    otto.patch(contract, {"retention_terms": "Three years."})
    with scoped(self_run.olga.scope):
        assert not search_mails(self_run.olga.scope).exists()
    assert otto.patch(contract, {"kind": "managed"}).status == 200

    with scoped(self_run.olga.scope):
        mail = search_mails(self_run.olga.scope).get(kind="contract.lets_in")
        assert mail.recipient == "olga@example.org"
        assert "Otto Berger hat Ihren Vertrag geändert" in mail.text


def contract_of(world: World) -> Contract:
    with scoped(world.everything):
        return search_contracts(world.everything).get(tenant=world.musterstadt)
