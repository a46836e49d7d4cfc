"""Whom a gateway tells that it is offline or back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.alarms.models import Recipient, RecipientQuerySet
from progres.alarms.recipients import set_recipients
from progres.audit.actions import record_about
from progres.database.scope import Scope
from progres.gateways.queries import get_own_gateway


def gateway_recipients(scope: Scope, gateway_id: int) -> RecipientQuerySet:
    """Whom a gateway tells, by address; `Recipient.state(at)` says who has confirmed."""
    recipients = Recipient.objects.of(scope).filter(gateway_id=gateway_id)
    return recipients.select_related("user").order_by("email")


@transaction.atomic
def set_gateway_recipients(
    gateway_id: int, emails: Sequence[str], *, by: Membership, at: datetime
) -> None:
    """Make these the addresses that a gateway tells; other addresses confirm first.

    Raises Gateway.DoesNotExist if it is not of an instance in the member's reach, and
    BadRule as `set_recipients` does.
    """
    gateway = get_own_gateway(by.scope, gateway_id, to_change=True)
    before, after = set_recipients(gateway, emails, scope=by.scope, at=at)
    if before == after:
        return
    record_about(
        "gateway.changed",
        gateway,
        by=by.actor,
        at=at,
        details={"recipients": [before, after]},
    )
