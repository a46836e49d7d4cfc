"""What a contract lets people do, before it begins and after it has ended."""

from datetime import UTC, date, datetime, timedelta

import pytest

from progres.accounts.acceptance import UnknownInvitation, find_invitation
from progres.accounts.access import READ_ONLY, Role
from progres.accounts.contract_accounts import export_accounts_of
from progres.accounts.contract_actions import (
    ContractFields,
    change_contract,
    create_contract,
    delete_contract,
)
from progres.accounts.contract_checks import BadContract
from progres.accounts.contract_end import end_contracts
from progres.accounts.gate import get_membership
from progres.accounts.invitation_actions import (
    StillWaiting,
    invite_person,
    renew_invitation,
)
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import Grant, Invitation, User
from progres.accounts.people import PersonFields
from progres.accounts.room import NoRoom
from progres.audit.models import AuditEntry
from progres.audit.rules import PLATFORM
from progres.database.scope import scoped
from progres.notifications.account_mails import invite, send_waiting_invitations
from progres.outbox.queries import search_mails
from progres.tenants.actions import create_tenant
from progres.tenants.contracts import search_contracts
from progres.tenants.models import Contract, Tenant
from tests.world import NOON, World

# The last day of March ends at 22:00 UTC, when clocks have just changed in Berlin.
END = date(2026, 3, 31)
LAST_MINUTE = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)
AFTER_END = datetime(2026, 3, 31, 22, 1, tzinfo=UTC)
KLARA = PersonFields(
    email="klara.lenz@example.org", first_name="Klara", last_name="Lenz", role="viewer"
)


def contract_of(world: World, tenant: Tenant) -> Contract:
    with scoped(world.everything):
        return search_contracts(world.everything).get(tenant=tenant)


def end(world: World, *named: Membership, ends_on: date = END) -> Contract:
    """Let Musterstadt's contract end, and name who is to export."""
    contract = contract_of(world, world.musterstadt)
    ids = [member.user.id for member in named]
    with scoped(world.everything):
        return change_contract(
            contract.id,
            {"ends_on": ends_on, "export_accounts": ids},
            by=world.otto,
            at=NOON,
        )


def emails(world: World) -> list[str]:
    with scoped(world.everything):
        users = User.objects.of(world.everything).order_by("email")
        return list(users.values_list("email", flat=True))


def act(who: Membership, tenant: Tenant, at: datetime) -> Membership:
    return get_membership(who.user, tenant.id, origin=Origin(), at=at)


def test_on_the_day_after_the_end_all_accounts_go_but_those_named(world: World) -> None:
    end(world, world.olga)

    assert end_contracts(at=LAST_MINUTE) == 0
    assert len(emails(world)) == 4
    assert end_contracts(at=AFTER_END) == 1

    assert emails(world) == ["nora@example.org", "olga@example.org", "otto@example.org"]
    with scoped(world.everything):
        entries = AuditEntry.objects.of(world.everything)
        erased = entries.get(action="user.deleted")
        ended = entries.get(action="contract.ended")
    assert (erased.target, erased.actor) == ("Rita Sommer", "PROGRES")
    assert ended.details["erased_accounts"] == 1


def test_done_twice_it_finds_nothing_more(world: World) -> None:
    end(world)
    assert end_contracts(at=AFTER_END) == 2
    assert end_contracts(at=AFTER_END + timedelta(days=1)) == 0

    with scoped(world.everything):
        entries = AuditEntry.objects.of(world.everything)
        assert entries.filter(action="contract.ended").count() == 1


def test_access_of_others_and_invitations_end_too(world: World) -> None:
    with scoped(world.everything):
        Grant(
            user=world.nora.user, tenant=world.bad, role="viewer", created_at=NOON
        ).save()
        invite_person(KLARA, tenant=world.bad, by=world.olga, at=NOON)
    end(world)

    end_contracts(at=AFTER_END)

    with scoped(world.everything):
        assert not Grant.objects.of(world.everything).exists()
        assert not Invitation.objects.of(world.everything).exists()
    assert "nora@example.org" in emails(world)


def test_an_instance_below_with_its_own_contract_is_not_touched(world: World) -> None:
    fields = ContractFields(
        number="V-bad", starts_on=date(2026, 2, 1), agreed_accounts=5
    )
    with scoped(world.everything):
        create_contract(fields, tenant=world.bad, by=world.otto, at=NOON)
        invite_person(KLARA, tenant=world.bad, by=world.olga, at=NOON)
    end(world)

    end_contracts(at=AFTER_END)

    assert "olga@example.org" not in emails(world)
    with scoped(world.everything):
        assert Invitation.objects.of(world.everything).get().tenant == world.bad


def test_who_is_named_only_looks_from_then_on(world: World) -> None:
    end(world, world.olga)

    before = act(world.olga, world.bad, LAST_MINUTE)
    after = act(world.olga, world.bad, AFTER_END)

    assert not before.permissions <= READ_ONLY
    assert after.permissions == before.permissions & READ_ONLY
    assert act(world.otto, world.bad, AFTER_END).permissions > READ_ONLY


def test_who_is_named_must_have_an_account_under_the_contract(world: World) -> None:
    contract = end(world, world.olga, world.rita)
    with scoped(world.everything):
        named = export_accounts_of(contract)
    assert named == [world.olga.user.id, world.rita.user.id]

    for stranger in (world.nora, world.otto):
        with pytest.raises(ValueError, match="no account"):
            end(world, stranger)


def test_nobody_is_invited_after_the_end(world: World) -> None:
    end(world)

    with (
        scoped(world.everything),
        pytest.raises(NoRoom, match=r"ended on 31\.03\.2026"),
    ):
        invite_person(KLARA, tenant=world.bad, by=world.otto, at=AFTER_END)


def new_customer(world: World) -> Tenant:
    """A customer without a contract, which Otto reaches."""
    with scoped(world.everything):
        return create_tenant(
            name="Neustadt",
            short_name="neustadt",
            parent=world.operator,
            by=PLATFORM,
            at=NOON,
        )


def test_invitations_wait_for_the_contract_and_go_out_when_it_begins(
    world: World,
) -> None:
    customer = new_customer(world)
    scope = world.everything.with_one(customer.id)
    otto = act(world.otto, customer, NOON)
    with scoped(scope):
        invitation = invite(KLARA, tenant=customer, by=otto, at=NOON)
        assert invitation.sent_at is None
        assert not search_mails(scope).exists()
        with pytest.raises(StillWaiting):
            renew_invitation(invitation.id, by=otto, at=NOON)
    assert send_waiting_invitations(at=NOON) == 0

    by = act(world.otto, world.operator, NOON)
    fields = ContractFields(
        number="V-neu", starts_on=date(2026, 4, 1), agreed_accounts=5
    )
    with scoped(scope):
        create_contract(fields, tenant=customer, by=by, at=NOON)
    assert send_waiting_invitations(at=LAST_MINUTE) == 0
    assert send_waiting_invitations(at=AFTER_END) == 1
    assert send_waiting_invitations(at=AFTER_END) == 0

    with scoped(scope):
        mail = search_mails(scope).get()
    token = mail.text.partition("/account/invitation/")[2].partition("/")[0]
    assert find_invitation(token, at=AFTER_END + timedelta(hours=71)).tenant == customer
    assert mail.recipient == KLARA.email


def test_the_link_of_a_waiting_invitation_is_good_for_nothing(world: World) -> None:
    customer = new_customer(world)
    otto = act(world.otto, customer, NOON)
    with scoped(world.everything.with_one(customer.id)):
        _, token = invite_person(KLARA, tenant=customer, by=otto, at=NOON)

    with pytest.raises(UnknownInvitation):
        find_invitation(token, at=NOON)


def test_the_operators_own_people_need_no_contract(world: World) -> None:
    with scoped(world.everything):
        invitation, _ = invite_person(
            KLARA, tenant=world.operator, by=world.otto, at=NOON
        )
    assert invitation.sent_at == NOON
    assert world.otto.user.role == Role.PLATFORM_ADMIN


def test_nothing_puts_an_instance_back_under_a_contract_that_is_over(
    world: World,
) -> None:
    """Its accounts would be erased, though nobody ended the one that holds."""
    end(world, ends_on=date(2026, 2, 1))
    fields = ContractFields(
        number="V-2", starts_on=date(2026, 2, 2), agreed_accounts=50
    )
    with scoped(world.everything):
        second = create_contract(
            fields, tenant=world.musterstadt, by=world.otto, at=NOON
        )
        for act_on in (
            lambda: change_contract(
                second.id, {"starts_on": date(2026, 4, 1)}, by=world.otto, at=NOON
            ),
            lambda: delete_contract(second.id, by=world.otto, at=NOON),
        ):
            with pytest.raises(BadContract, match=r"ended on 01\.02\.2026"):
                act_on()
        change_contract(
            second.id, {"ends_on": date(2026, 2, 20)}, by=world.otto, at=NOON
        )

    end_contracts(at=NOON)
    assert emails(world) == ["nora@example.org", "otto@example.org"]
