"""People of an instance, and what they may do there and with what."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from progres.accounts.access import Role
from progres.accounts.api_key_actions import KeyFields, make_key
from progres.accounts.contract_actions import ContractFields, create_contract
from progres.accounts.models import (
    EmailChange,
    Grant,
    IdentityProvider,
    SignInRule,
    SupportAccess,
)
from progres.accounts.people import PersonFields
from progres.accounts.review_actions import confirm_review
from progres.accounts.role_actions import create_role
from progres.database.scope import scoped
from progres.notifications.account_mails import invite
from progres.tenants.models import Logo, Tenant
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home, make_person

Ids = Mapping[str, object]
numbers = count(1)


def plant_person(home: Home) -> Ids:
    """An account that only reads, in its own instance twice."""
    user = make_person(f"spare{next(numbers)}", Role.VIEWER, home.tenant, home.name)
    grant = Grant(user=user, tenant=home.tenant, role=Role.VIEWER, created_at=NOW)
    grant.save()
    return {"user_id": user.id, "grant_id": grant.id, "email": user.email}


def plant_role(home: Home) -> Ids:
    """A role, which instances below can give, too."""
    role = create_role(
        name=f"Wart {home.shared_word} {next(numbers)}",
        description=f"Sieht nach {home.shared_word}",
        permissions=["devices.view"],
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    return {"role_id": role.id}


def plant_contract(home: Home) -> Ids:
    """A contract that lets administrators of the platform in, and nobody else."""
    if home.tenant.parent_id is None:
        return {}
    with scoped(home.operator.scope):
        contract = create_contract(
            ContractFields(
                number=f"V {home.name_word} {next(numbers)}",
                starts_on=(NOW - timedelta(days=2)).date(),
                agreed_accounts=500,
                retention_terms=f"Zehn Jahre {home.name_word}",
                export_accounts=[home.admin.user.id],
                operator_roles=[Role.PLATFORM_ADMIN],
            ),
            tenant=home.tenant,
            by=home.operator,
            at=NOW,
        )
    return {"contract_id": contract.id}


def plant_support(home: Home) -> Ids:
    """A support access that is over, of a former account; instances below see it."""
    access = SupportAccess(
        tenant=home.tenant,
        user=None,
        reason=f"Auftrag {home.shared_word}",
        began_at=EARLIER,
        ends_at=NOW + timedelta(hours=1),
        ended_at=NOW,
    )
    access.save()
    return {"access_id": access.id}


def plant_archived(home: Home) -> Ids:
    """The instance as it was before somebody archived it."""
    with scoped(home.operator.scope):
        Tenant.objects.filter(id=home.tenant.id).update(archived_at=None)
    return {}


def plant_appearance(home: Home) -> Ids:
    """How an instance looks, and whom to ask there."""
    word, tenant = home.word, home.tenant
    said = {
        "contact_first_name": "Ines",
        "contact_last_name": word,
        "contact_email": f"info@{word}.example.org",
        "contact_phone": word,
        "brand_name": word,
        "mail_sender_name": word,
    }
    Tenant.objects.filter(id=tenant.id).update(**said)
    Logo(tenant=tenant, content=word.encode(), digest=word[-16:]).save()
    return {}


def plant_sign_in(home: Home) -> Ids:
    """A demand on nobody, a provider, and an address that is to change."""
    word, tenant = home.word, home.tenant
    SignInRule(tenant=tenant, everybody=False, roles=[]).save()
    IdentityProvider(
        tenant=tenant,
        place=word,
        issuer=f"https://{word}.example.org",
        client_id=word,
        sealed_secret=b"",
        words=word,
    ).save()
    EmailChange(
        tenant=tenant,
        user=home.admin.user,
        new_email=f"anders@{word}.example.org",
        old_hash=f"old {word}".encode(),
        new_hash=f"new {word}".encode(),
        asked_at=NOW,
    ).save()
    return {}


def plant_key(home: Home) -> Ids:
    """A key of the administrator's, and that he looked at who has which rights."""
    confirm_review(note=f"Geprüft {home.word}", by=home.admin, at=NOW)
    key, _token = make_key(
        KeyFields(
            name=f"Abrechnung {home.word} {next(numbers)}",
            read_only=True,
            expires_at=NOW + timedelta(days=90),
        ),
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    return {"api_key_id": key.id}


def plant_invitation(home: Home) -> Ids:
    """Somebody who is invited, and the mail that says so."""
    word = home.word
    invitation = invite(
        PersonFields(
            email=f"neu{next(numbers)}@{word}.example.org",
            first_name="Jan",
            last_name=f"Neu {word}",
            role=Role.VIEWER,
            language="en",
            company=f"AG {word}",
        ),
        tenant=home.tenant,
        by=home.admin,
        at=NOW - timedelta(minutes=5),
    )
    return {"invitation_id": invitation.id}
