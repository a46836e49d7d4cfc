"""Whom a rule or gateway tells: users at once, others after they have confirmed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from progres.accounts.models import User
from progres.alarms.checks import (
    MAX_QUESTIONS,
    MAX_UNCONFIRMED,
    MAX_UNCONFIRMED_IN_ALL,
    BadRule,
    checked_emails,
)
from progres.alarms.models import AlarmRule, Recipient, RecipientQuerySet
from progres.alarms.rules import PAUSE_BETWEEN_QUESTIONS
from progres.database.scope import Scope
from progres.gateways.models import Gateway
from progres.kit.secrets import hash_token, new_token
from progres.notifications.actions import RECIPIENT_ASKED, ask_recipient
from progres.notifications.notices import Addressee
from progres.outbox.queries import count_queued, was_queued
from progres.tenants.models import Tenant

TOKEN_PREFIX = "pr"  # noqa: S105 the beginning of a secret, not one


def set_recipients(
    of: AlarmRule | Gateway, emails: Iterable[str], *, scope: Scope, at: datetime
) -> tuple[list[str], list[str]]:
    """Make these the addresses of a rule or gateway; return those before and after.

    An active user of its instance, of one above it or below it is told at once,
    and so is an address that has already confirmed to this instance. All others are
    asked by mail; whether they have an account elsewhere makes no difference.
    Raises BadRule for a bad address and for too many that have not confirmed.
    """
    wanted = checked_emails(emails)
    told_of = {"rule": of} if isinstance(of, AlarmRule) else {"gateway": of}
    mine = Recipient.objects.of(scope).filter(**told_of)
    before = sorted(mine.values_list("email", flat=True))
    mine.exclude(email__in=wanted).delete()
    new = [email for email in wanted if email not in before]
    users = _users_around(of.tenant, new)
    trusted = set(
        Recipient.objects.of(scope)
        .filter(tenant=of.tenant, email__in=new, user=None)
        .exclude(confirmed_at=None)
        .values_list("email", flat=True)
    )
    for email in new:  # in order, as `was_queued` makes others wait
        user = users.get(email)
        known = user is not None or email in trusted
        recipient = Recipient(
            tenant=of.tenant,
            **told_of,
            email=email,
            user=user,
            language=user.language if user else of.tenant.language,
            confirmed_at=at if known else None,
        )
        recipient.save(force_insert=True)
        if not known:
            ask(recipient, at=at)
    if new:
        _check_questions(mine, of.tenant_id, scope, at)
    return before, wanted


def _check_questions(
    mine: RecipientQuerySet, tenant_id: int, scope: Scope, at: datetime
) -> None:
    """Refuse to write to ever more strangers, also to some after others were removed.

    Two who add addresses at once may go beyond a bound by what one of them adds.
    """
    if mine.filter(confirmed_at=None).count() > MAX_UNCONFIRMED:
        raise BadRule(
            "At most %(most)s addresses can wait for their confirmation in one list; "
            "add more once these have confirmed.",
            most=MAX_UNCONFIRMED,
        )
    theirs = Recipient.objects.of(scope).filter(tenant_id=tenant_id, confirmed_at=None)
    if theirs.values("email").distinct().count() > MAX_UNCONFIRMED_IN_ALL:
        raise BadRule(
            "At most %(most)s addresses of an instance can wait for their confirmation; "
            "add more once these have confirmed, or remove some.",
            most=MAX_UNCONFIRMED_IN_ALL,
        )
    day_ago = at - timedelta(days=1)
    asked = count_queued(scope, tenant_id, kind=RECIPIENT_ASKED, since=day_ago)
    if asked > MAX_QUESTIONS:
        raise BadRule(
            "%(most)s mails of this instance asked for a confirmation within a day, and "
            "more are not sent; add further addresses tomorrow.",
            most=MAX_QUESTIONS,
        )


def ask(recipient: Recipient, *, at: datetime) -> bool:
    """Mail a link to an address, unless one was mailed to it moments ago.

    The link before it stops working. Says whether a mail was queued.
    """
    since = at - PAUSE_BETWEEN_QUESTIONS
    if was_queued(recipient.email, kind=RECIPIENT_ASKED, since=since):
        return False
    token = new_token(TOKEN_PREFIX)
    recipient.token_hash = hash_token(token)
    recipient.asked_at = at
    recipient.save(update_fields=["token_hash", "asked_at"])
    tenant = recipient.tenant
    ask_recipient(
        Addressee(
            email=recipient.email,
            language=recipient.language,
            insider=False,
            tenant_id=tenant.id,
            sender_name=tenant.sender_name,
        ),
        token=token,
        tenant_name=tenant.name,
        at=at,
    )
    return True


def _users_around(tenant: Tenant, emails: Iterable[str]) -> dict[str, User]:
    """Active users with these addresses in an instance, above it and below it."""
    query = "select * from accounts_around(%s, %s)"
    addresses = [tenant.id, list(emails)]
    users = User.objects.raw(query, addresses)  # tenancy: around an instance in scope
    return {user.email.lower(): user for user in users}
