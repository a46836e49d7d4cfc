"""Wanting no more mails: a link in every mail to an outside address, and what it does.

The link is signed and not stored: it works as long as the key of the installation does,
and holds numbers alone, so that no address stands in a log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from progres.alarms.models import Recipient
from progres.alarms.queries import UnknownLink
from progres.audit.actions import record_about
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped

SIGNER = Signer(salt="progres.alarms.withdrawal")


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """What the page behind such a link shows."""

    email: str
    tenant_name: str


def withdrawal_token(*, tenant_id: int, recipient_id: int) -> str:
    """Return what the link of a recipient bears."""
    return SIGNER.sign(f"{tenant_id}-{recipient_id}")


def find_withdrawal(token: str) -> Withdrawal | None:
    """Say whom a link is about, None if that address is told of nothing any more.

    Needs a transaction, but no scope. Raises UnknownLink for one that was never made.
    """
    with _recipient_of(token) as recipient:
        return _withdrawal_of(recipient) if recipient else None


@transaction.atomic
def withdraw_recipient(token: str, *, at: datetime) -> Withdrawal | None:
    """Tell an address no more, by any rule of the instance; None if it was not told.

    Needs no scope and no account. Raises UnknownLink as `find_withdrawal` does.
    """
    with _recipient_of(token) as recipient:
        if recipient is None:
            return None
        same = Recipient.objects.of(Scope(frozenset({recipient.tenant_id})))
        same.filter(email=recipient.email, user=None).delete()
        record_about(
            "alarm_recipient.withdrawn",
            recipient,
            by=Actor(name=recipient.email),
            at=at,
        )
        return _withdrawal_of(recipient)


@contextmanager
def _recipient_of(token: str) -> Iterator[Recipient | None]:
    """Find whom a link was mailed to and see that instance alone until the block ends."""
    try:
        tenant_id, recipient_id = map(int, SIGNER.unsign(token).split("-"))
    except BadSignature:
        raise UnknownLink("This link was never made.") from None
    scope = Scope(frozenset({tenant_id}))
    with scoped(scope):
        recipients = Recipient.objects.of(scope).select_related("tenant")
        yield recipients.filter(id=recipient_id, user=None).first()


def _withdrawal_of(recipient: Recipient) -> Withdrawal:
    return Withdrawal(email=recipient.email, tenant_name=recipient.tenant.name)
