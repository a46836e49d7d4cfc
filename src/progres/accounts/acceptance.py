"""What follows a mailed link: an account, or access to a further instance."""

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, connection, transaction

from progres.accounts.invitation_actions import facts_of
from progres.accounts.lookups import account_with_address
from progres.accounts.membership import Origin, actor_of
from progres.accounts.models import Grant, Invitation, User
from progres.audit.actions import record
from progres.database.scope import Scope, scoped
from progres.kit.secrets import hash_token

LINK_STANDS = timedelta(hours=72)


class UnknownInvitation(LookupError):
    """The link was never made, was used, or was replaced by a newer one."""


class InvitationExpired(ValueError):
    """The link is older than 72 hours; it can be sent again."""


class AccountExists(ValueError):
    """The invited address has an account already, which must agree by itself."""


@transaction.atomic
def find_invitation(token: str, *, at: datetime) -> Invitation:
    """Find what a mailed link invites to, with its instance.

    Until the end of the transaction nobody else finds it. Raises UnknownInvitation and InvitationExpired.
    """
    with connection.cursor() as cursor:
        cursor.execute("select tenant_of_invitation(%s)", [hash_token(token)])
        tenant_id = cursor.fetchone()[0]
    if tenant_id is None:
        raise UnknownInvitation
    scope = Scope(frozenset({tenant_id}))
    with scoped(scope):
        invitation = (
            Invitation.objects.of(scope)
            .select_related("tenant")
            .select_for_update(of=("self",))
            .filter(token_hash=hash_token(token))
            .first()
        )
    if invitation is None or invitation.sent_at is None:
        raise UnknownInvitation
    if at - invitation.sent_at > LINK_STANDS:
        raise InvitationExpired
    return invitation


def has_account(invitation: Invitation) -> bool:
    """Say whether the invited address has an account; only for who holds the link."""
    return account_with_address(invitation.email) is not None


@transaction.atomic
def accept_with_password(
    token: str, password: str, *, origin: Origin, at: datetime
) -> User:
    """Make the account of an invitation; the link ends.

    Raises as `find_invitation` does, AccountExists where `accept_with_account` is the
    way, and ValidationError for a weak password.
    """
    invitation = find_invitation(token, at=at)
    return make_account(invitation, password, origin=origin, at=at)


def make_account(
    invitation: Invitation, password: str | None, *, origin: Origin, at: datetime
) -> User:
    """Make the account of an invitation, which ends; without a password for None.

    Only for who has shown to read the mails of its address. Raises as
    `accept_with_password` does.
    """
    user = User(
        id=invitation.id,
        tenant=invitation.tenant,
        email=invitation.email,
        created_at=at,
        **{
            name: getattr(invitation, name)
            for name in (
                *("first_name", "last_name", "role", "asset_id", "language"),
                *("company", "phone", "address"),
            )
        },
    )
    user.clean()
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    with scoped(Scope(frozenset({invitation.tenant_id}))):
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            raise AccountExists from None
        record(
            "user.activated",
            tenant_id=invitation.tenant_id,
            target=user.target,
            by=actor_of(user, origin),
            at=at,
        )
        invitation.delete()
    return user


@transaction.atomic
def accept_with_account(
    token: str, user: User, *, origin: Origin, at: datetime
) -> Invitation:
    """Let a signed-in person with the invited address act in the further instance.

    Whoever was given access there in the meantime keeps that one. Raises as `find_invitation` does, also for an invitation of somebody else.
    """
    invitation = find_invitation(token, at=at)
    if invitation.email.casefold() != user.email.casefold():
        raise UnknownInvitation
    with scoped(Scope(frozenset({invitation.tenant_id}))):
        _grant(invitation, user, origin=origin, at=at)
        invitation.delete()
    return invitation


def _grant(invitation: Invitation, user: User, *, origin: Origin, at: datetime) -> None:
    tenant = invitation.tenant
    given = Grant.objects.filter(user=user, tenant=tenant)  # tenancy: the invitation's
    if given.in_force(at).exists():
        return
    given.delete()
    Grant(
        user=user,
        tenant=tenant,
        role=invitation.role,
        asset_id=invitation.asset_id,
        created_at=at,
    ).save(force_insert=True)
    record(
        "grant.accepted",
        tenant_id=tenant.id,
        target=user.target,
        by=actor_of(user, origin),
        at=at,
        details=facts_of(invitation),
    )
