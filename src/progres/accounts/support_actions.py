from datetime import datetime, timedelta

from django.db import transaction

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import SupportAccess
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line

LONGEST_REASON = 300
LONGEST = timedelta(hours=72)


class BadSupport(Refusal):
    """Support access cannot be opened like this; the message says why."""


class NotYours(Refusal, PermissionError):
    """Somebody else's support access is ended by the customer alone."""


@transaction.atomic
def open_support_access(
    reason: str, *, hours: int, by: Membership, at: datetime
) -> SupportAccess:
    """Let somebody of the operator's staff act in the instance of `by` for some hours.

    `by` has the right to do so. Raises BadSupport without a reason, for one that is too
    long, for more than 72 hours, in the operator's own instance, and while another
    access of the same person is open there.
    """
    reason = reason.strip()
    _check(reason, hours, by)
    mine = SupportAccess.objects.of(by.scope).filter(
        user=by.user, tenant=by.tenant, ended_at=None, ends_at__gt=at
    )
    if mine.exists():
        raise BadSupport("Your support access to this instance is open already.")
    access = SupportAccess(
        tenant=by.tenant,
        user=by.user,
        reason=reason,
        began_at=at,
        ends_at=at + timedelta(hours=hours),
    )
    access.save(force_insert=True)
    _record("support.opened", access, by, at, {"reason": reason, "hours": hours})
    return access


@transaction.atomic
def end_support_access(access_id: int, *, by: Membership, at: datetime) -> None:
    """End an access at once; one that is over stays as it is.

    It is the own one, or `by` may act on the accounts of its instance. Raises
    SupportAccess.DoesNotExist for one that is not of an instance in scope, NotYours.
    """
    accesses = SupportAccess.objects.of(by.scope).filter(
        tenant_id__in=by.scope.tenant_ids
    )
    access = accesses.select_for_update(of=("self",)).get(id=access_id)
    if access.user_id != by.user.id and not by.may(Permission.USERS_EDIT):
        raise NotYours("Only the customer can end somebody else's support access.")
    if access.ended_at is not None or access.ends_at <= at:
        return
    access.ended_at = at
    access.save(update_fields=["ended_at"])
    _record("support.ended", access, by, at, {})


def _check(reason: str, hours: int, by: Membership) -> None:
    if by.tenant.parent_id is None:
        raise BadSupport("The operator's own instance needs no support access.")
    if not reason or not is_one_line(reason):
        raise BadSupport(
            "Support access needs a reason in one line, such as 'Connection is silent, "
            "ticket 4711'."
        )
    if len(reason) > LONGEST_REASON:
        raise BadSupport(
            "The reason has %(size)s characters; it can have %(most)s.",
            size=len(reason),
            most=LONGEST_REASON,
        )
    if not 1 <= hours <= LONGEST.total_seconds() // 3600:
        raise BadSupport("Support access lasts from 1 to 72 hours.")


def _record(
    action: str,
    access: SupportAccess,
    by: Membership,
    at: datetime,
    details: dict[str, object],
) -> None:
    record(
        action,
        tenant_id=access.tenant_id,
        target=Target("support_access", str(access.id), by.tenant.name),
        by=by.actor,
        at=at,
        details=details,
    )
