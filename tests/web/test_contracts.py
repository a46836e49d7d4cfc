"""Pages of contracts: the operator makes them, the customer sees the own one."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from progres.accounts.contract_accounts import export_accounts_of
from progres.accounts.contract_actions import change_contract
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.tenants.contracts import search_contracts
from progres.tenants.models import Contract, Tenant
from tests.web.conftest import Browser
from tests.world import NOON, World

SAID = {
    "number": "V-2026-017",
    "kind": "self-run",
    "starts_on": "2026-01-01",
    "agreed_accounts": "5",
    "grace_days": "30",
}


def address(tenant: Tenant, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": tenant.id, **ids})


def contract_of(world: World, tenant: Tenant) -> Contract:
    with scoped(world.everything):
        return search_contracts(world.everything).get(tenant=tenant)


def test_a_contract_is_made_and_shown_to_the_customer(
    world: World, browser: Browser
) -> None:
    new = address(world.operator, "contract_new", instance_id=world.bad.id)
    made = browser(world.otto).post(new, SAID, follow=True)
    assert "V-2026-017" in made.text

    ids = {"instance_id": world.bad.id}
    shown = browser(world.olga).get(address(world.musterstadt, "instance", **ids)).text
    assert "V-2026-017" in shown
    assert "self-run" in shown
    assert "contract_edit" not in shown
    assert (
        "V-2026-017"
        not in browser(world.rita)
        .get(address(world.musterstadt, "instance", **ids))
        .text
    )


def test_what_a_contract_cannot_be_is_refused_beside_its_field(
    world: World, browser: Browser
) -> None:
    otto = browser(world.otto)
    new = address(world.operator, "contract_new", instance_id=world.musterstadt.id)
    past = {"starts_on": "2025-01-01", "ends_on": "2025-01-31", "is_over": "on"}
    for changes, words in (
        ({}, "another contract on one of these days"),
        ({"number": ""}, "This field is required"),
        ({"number": "V\u202e1"}, "a character that cannot be seen"),
        ({"ends_on": "2025-01-01", "is_over": "on"}, "before it starts"),
        ({"grace_days": "29"}, "greater than or equal to 30"),
        ({"agreed_accounts": "x"}, "whole number"),
        ({"export_accounts": "nora@example.com"}, "There is no account for"),
        ({"export_accounts": "nora@example.org", **past}, "could outlive"),
    ):
        page = otto.post(new, {**SAID, **changes})
        assert words in page.text
    assert contract_of(world, world.musterstadt).number == "V-musterstadt"


def test_an_end_in_the_past_must_be_meant(world: World, browser: Browser) -> None:
    otto, contract = browser(world.otto), contract_of(world, world.musterstadt)
    edit = address(world.operator, "contract_edit", contract_id=contract.id)
    said = {**SAID, "kind": "managed", "ends_on": "2026-02-01"}
    said["export_accounts"] = "olga@example.org"

    assert "erased within minutes" in otto.post(edit, said).text
    assert contract_of(world, world.musterstadt).ends_on is None
    assert otto.post(edit, {**said, "is_over": "on"}).status_code == 302

    changed = contract_of(world, world.musterstadt)
    assert f"{changed.ends_on}" == "2026-02-01"
    with scoped(world.everything):
        assert export_accounts_of(changed) == [world.olga.user.id]
    assert "olga@example.org" in otto.get(edit).text


def test_a_near_end_is_told_on_the_overview(world: World, browser: Browser) -> None:
    soon = timezone.now().date() + timedelta(days=20)
    with scoped(world.everything):
        change_contract(
            contract_of(world, world.musterstadt).id,
            {"ends_on": soon},
            by=world.otto,
            at=NOON,
        )
    overview = address(world.bad, "overview")
    assert "The contract ends on" in browser(world.olga).get(overview).text
    assert "The contract ends on" not in browser(world.rita).get(overview).text


def test_the_preview_counts_what_would_go(world: World, browser: Browser) -> None:
    contract = contract_of(world, world.musterstadt)
    with scoped(world.everything):
        change_contract(
            contract.id,
            {"export_accounts": [world.olga.user.id]},
            by=world.otto,
            at=NOON,
        )
    ids = {"contract_id": contract.id}
    page = browser(world.olga).get(address(world.musterstadt, "contract_end", **ids))

    text = " ".join(page.text.split())
    assert "There are 2 accounts." in text
    assert "Olga Keller, olga@example.org" in text
    assert "2 instances" in text
    assert '<th scope="row">Devices</th> <td class="num">1</td>' in text
    assert "Stadtwerke Nord" not in text
    stranger = browser(world.nora)
    for tenant, status in ((world.nord, 404), (world.musterstadt, 404)):
        address_ = address(tenant, "contract_end", **ids)
        assert stranger.get(address_).status_code == status


def test_a_contract_is_deleted_by_its_number(world: World, browser: Browser) -> None:
    otto, contract = browser(world.otto), contract_of(world, world.nord)
    page = address(world.operator, "contract_delete", contract_id=contract.id)

    assert "This is not its name" in otto.post(page, {"confirm": "V"}).text
    otto.post(page, {"confirm": contract.number})

    shown = otto.get(address(world.operator, "instance", instance_id=world.nord.id))
    assert "There is no contract yet." in shown.text
    assert "Being set up" in shown.text


def test_the_customer_names_who_outlives_the_contract(
    world: World, browser: Browser
) -> None:
    contract = contract_of(world, world.musterstadt)
    ids = {"contract_id": contract.id}
    page = address(world.musterstadt, "contract_accounts", **ids)
    olga = browser(world.olga)

    shown = olga.get(
        address(world.musterstadt, "instance", instance_id=world.musterstadt.id)
    )
    assert page in shown.text
    refused = olga.post(page, {"export_accounts": "nora@example.org"})
    assert "no account for nora@example.org under this contract" in refused.text
    assert olga.post(page, {"export_accounts": "rita@example.org"}).status_code == 302

    assert "rita@example.org" in olga.get(page).text
    with scoped(world.everything):
        assert export_accounts_of(contract) == [world.rita.user.id]
        entry = AuditEntry.objects.get(action="contract.changed")
        assert entry.details == {"export_accounts": ["", str(world.rita.user.id)]}
    assert browser(world.rita).get(page).status_code == 403
    assert browser(world.nora).get(page).status_code == 404


def test_looking_at_a_contract_is_noted_in_the_instance_of_the_customer(
    world: World, browser: Browser
) -> None:
    ids = {"contract_id": contract_of(world, world.musterstadt).id}

    browser(world.otto).get(address(world.operator, "contract_end", **ids))
    browser(world.otto).get(address(world.operator, "contract_edit", **ids))

    with scoped(world.olga.scope):
        found = AuditEntry.objects.filter(action="contract.viewed")
        assert [(e.tenant_id, e.actor) for e in found] == [
            (world.musterstadt.id, "Otto Berger")
        ] * 2
