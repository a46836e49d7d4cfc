from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from progres.accounts.membership import Membership
from progres.accounts.models import Grant, Invitation, User
from progres.accounts.narrowing import asset_names, check_narrowing
from progres.accounts.people import (
    BadAccount,
    NotYourself,
    PersonFields,
    checked_person,
)
from progres.accounts.queries import get_invitation
from progres.accounts.rights import check_above, check_role
from progres.accounts.room import check_room
from progres.audit.actions import record
from progres.kit.secrets import hash_token, new_token
from progres.tenants.contracts import standing_at
from progres.tenants.models import Tenant
from progres.tenants.rules import Standing

TOKEN_PREFIX = "pi"  # noqa: S105 the beginning of a secret, not one
PAUSE_BETWEEN_MAILS = timedelta(minutes=1)


class AlreadyInvited(BadAccount):
    """The person has an account of this instance, or an open invitation to it."""


class AskedTooOften(BadAccount):
    """The mail was sent a moment ago."""


class StillWaiting(BadAccount):
    """There is no active contract yet; the mail goes out when there is."""


@transaction.atomic
def invite_person(
    fields: PersonFields,
    *,
    tenant: Tenant,
    asset_id: int | None = None,
    by: Membership,
    at: datetime,
) -> tuple[Invitation, str]:
    """Invite a person to an instance in scope; return the invitation and its token.

    Whether the address has an account elsewhere makes no difference. Without an active
    contract the invitation waits: `sent_at` is None, and the token is good for nothing.
    Raises BadAccount, AlreadyInvited for somebody who may act in the instance already,
    NotYourself, NoRoom, and BeyondOwnRights for a role that `by` may not give.
    """
    columns = checked_person(fields)
    check_role(columns["role"], tenant, by=by)
    check_narrowing(asset_id, columns["role"], tenant, by=by)
    known = User.objects.of(by.scope).filter(tenant=tenant)
    if known.filter(email__iexact=columns["email"]).exists():
        raise AlreadyInvited(
            "%(email)s has an account in '%(tenant)s'.",
            email=columns["email"],
            tenant=tenant.name,
        )
    granted = Grant.objects.of(by.scope).in_force(at).filter(tenant=tenant)
    if granted.filter(user__email__iexact=columns["email"]).exists():
        raise AlreadyInvited(
            "%(email)s acts in '%(tenant)s' already; change the role there.",
            email=columns["email"],
            tenant=tenant.name,
        )
    if columns["email"].casefold() == by.user.email.casefold():
        raise NotYourself("You cannot invite yourself; somebody else must do that.")
    check_room(tenant, at=at)
    token = new_token(TOKEN_PREFIX)
    invitation = Invitation(
        id=_next_account_id(),
        tenant=tenant,
        asset_id=asset_id,
        token_hash=hash_token(token),
        created_at=at,
        sent_at=at if goes_out(tenant, at=at) else None,
        **columns,
    )
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:
        raise AlreadyInvited(
            "%(email)s is already invited to '%(tenant)s'; the mail can be sent again.",
            email=columns["email"],
            tenant=tenant.name,
        ) from None
    _record("user.invited", invitation, by=by, at=at, details=facts_of(invitation))
    return invitation, token


@transaction.atomic
def renew_invitation(
    invitation_id: int, *, by: Membership, at: datetime
) -> tuple[Invitation, str]:
    """Make a new link; the old one ends.

    Raises Invitation.DoesNotExist for one that is not in scope, BeyondOwnRights for one
    with more rights than `by` has, StillWaiting for one that waits for the contract,
    and AskedTooOften within a minute.
    """
    invitation = get_invitation(by.scope, invitation_id)
    check_above([invitation.role], by=by)
    if invitation.sent_at is None:
        raise StillWaiting(
            "The invitation waits for the contract to begin; it is sent then by itself."
        )
    if at - invitation.sent_at < PAUSE_BETWEEN_MAILS:
        raise AskedTooOften("The mail was sent a moment ago; wait a minute.")
    token = new_token(TOKEN_PREFIX)
    invitation.token_hash = hash_token(token)
    invitation.sent_at = at
    invitation.save(update_fields=["token_hash", "sent_at"])
    _record("user.invited_again", invitation, by=by, at=at)
    return invitation, token


@transaction.atomic
def withdraw_invitation(invitation_id: int, *, by: Membership, at: datetime) -> None:
    """Take an invitation back; its link ends.

    Raises Invitation.DoesNotExist, and BeyondOwnRights as `renew_invitation` does.
    """
    invitation = get_invitation(by.scope, invitation_id)
    check_above([invitation.role], by=by)
    _record("user.invitation_withdrawn", invitation, by=by, at=at)
    invitation.delete()


def goes_out(tenant: Tenant, *, at: datetime) -> bool:
    """Say whether invitations to an instance in scope are mailed at once."""
    return standing_at(tenant, at=at) in {Standing.OPERATOR, Standing.ACTIVE}


def facts_of(invitation: Invitation) -> dict[str, object]:
    """Say what is given with an invitation, for the audit log."""
    names = asset_names([invitation.asset_id])
    limited_to = names.get(invitation.asset_id, "…")
    return {"role": invitation.role, "limited_to": limited_to}


def _next_account_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('account', 'id'))")
        number: int = cursor.fetchone()[0]
    return number


def _record(
    action: str,
    invitation: Invitation,
    *,
    by: Membership,
    at: datetime,
    details: dict[str, object] | None = None,
) -> None:
    record(
        action,
        tenant_id=invitation.tenant_id,
        target=invitation.target,
        by=by.actor,
        at=at,
        details=details,
    )
