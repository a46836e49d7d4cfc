"""Mails by which people come to an account: invitations and new passwords."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from progres.accounts.email_changes import ask_for_change
from progres.accounts.gate import reach_of
from progres.accounts.invitation_actions import invite_person, renew_invitation
from progres.accounts.links import make_link
from progres.accounts.lookups import account_with_address
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import Invitation, User
from progres.accounts.people import PersonFields
from progres.accounts.resets import take_wishes
from progres.accounts.waiting import let_out, tenants_with_waiting_invitations
from progres.database.scope import Scope, scoped
from progres.kit.secrets import hash_token
from progres.notifications.actions import compose
from progres.notifications.notices import Addressee
from progres.outbox.actions import queue_mail
from progres.tenants.models import Tenant

INVITED = "user.invited"
RESET_ASKED = "user.reset_asked"
EMAIL_CHANGE_ASKED = "user.email_change_asked"


@transaction.atomic
def invite(
    fields: PersonFields,
    *,
    tenant: Tenant,
    asset_id: int | None = None,
    by: Membership,
    at: datetime,
) -> Invitation:
    """Invite a person and queue the mail, unless it waits for the contract.

    Raises as `invite_person` does.
    """
    invitation, token = invite_person(
        fields, tenant=tenant, asset_id=asset_id, by=by, at=at
    )
    if invitation.sent_at is not None:
        _queue_invitation(invitation, token, inviter=by.user.full_name, at=at)
    return invitation


@transaction.atomic
def invite_again(invitation_id: int, *, by: Membership, at: datetime) -> Invitation:
    """Send a new link; the old one ends. Raises as `renew_invitation` does."""
    invitation, token = renew_invitation(invitation_id, by=by, at=at)
    _queue_invitation(invitation, token, inviter=by.user.full_name, at=at)
    return invitation


def send_waiting_invitations(*, at: datetime) -> int:
    """Queue the mails of invitations whose contract has begun; say how many."""
    sent = 0
    for tenant_id in tenants_with_waiting_invitations(at=at):
        with transaction.atomic(), scoped(Scope(frozenset({tenant_id}))):
            for invitation, token in let_out(tenant_id, at=at):
                _queue_invitation(invitation, token, inviter="", at=at)
                sent += 1
    return sent


@transaction.atomic
def answer_reset_wishes(*, at: datetime) -> int:
    """Mail links to who wants a new password and has an account.

    Returns how many wished; their wishes are gone.
    """
    wishes = take_wishes()
    for email in wishes:
        mail_new_password_link(email, at=at)
    return len(wishes)


@transaction.atomic
def mail_new_password_link(email: str, *, at: datetime) -> None:
    """Queue a mail with a link for a new password, if the address has an account.

    At most one in five minutes.
    """
    user = account_with_address(email)
    if user is None or not user.is_active:
        return
    with scoped(reach_of(user)), override(user.language):
        key = f"reset-{user.id}-{int(at.timestamp()) // 300}"
        letter = compose(
            "password_reset",
            {
                "subject": _("A new password for PROGRES"),
                "link": f"{settings.BASE_URL}/account/reset/{make_link(user)}/",
                "to": addressee(user, user.tenant),
            },
            kind=RESET_ASKED,
            key=key,
            to=addressee(user, user.tenant),
        )
        queue_mail(letter, at=at)


@transaction.atomic
def ask_both_addresses(
    user: User, new_email: str, *, origin: Origin, at: datetime
) -> None:
    """Begin a change of address and mail a link to the old and the new one.

    Raises as `ask_for_change` does.
    """
    change, links = ask_for_change(user, new_email, origin=origin, at=at)
    with scoped(reach_of(user)), override(user.language):
        old = addressee(user, user.tenant)
        for template, link, to in (
            ("email_change_old", links.old, old),
            ("email_change_new", links.new, replace(old, email=change.new_email)),
        ):
            letter = compose(
                template,
                {
                    "subject": _("Another e-mail address for PROGRES"),
                    "link": f"{settings.BASE_URL}/account/email/{link}/",
                    "to": to,
                    "new_email": change.new_email,
                },
                kind=EMAIL_CHANGE_ASKED,
                key=f"email-change-{hash_token(link).hex()[:16]}",
                to=to,
            )
            queue_mail(letter, at=at)


def _queue_invitation(
    invitation: Invitation, token: str, *, inviter: str, at: datetime
) -> None:
    to = addressee(invitation, invitation.tenant)
    with override(invitation.language):
        subject = _("Your access to %(name)s") % {"name": invitation.tenant.name}
        letter = compose(
            "invitation",
            {
                "subject": subject,
                "link": f"{settings.BASE_URL}/account/invitation/{token}/",
                "to": to,
                "person": invitation,
                "tenant_name": invitation.tenant.name,
                "inviter": inviter,
            },
            kind=INVITED,
            key=f"invitation-{hash_token(token).hex()[:16]}",
            to=to,
        )
    queue_mail(letter, at=at)


def addressee(person: User | Invitation, tenant: Tenant) -> Addressee:
    """Whoever has or is to have an account, written to by an instance."""
    return Addressee(
        email=person.email,
        language=person.language,
        insider=True,
        tenant_id=tenant.id,
        sender_name=tenant.sender_name,
    )
