"""Nobody forgets a request: reminders before its day, and news to its person after it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from progres.accounts.access import Permission
from progres.accounts.models import User
from progres.accounts.reach import who_reaches
from progres.database.scope import Scope, scoped
from progres.notifications.account_mails import addressee
from progres.notifications.request_mails import RequestNotice, remind_of_request
from progres.privacy import letters
from progres.privacy.models import PersonRequest
from progres.privacy.request_queries import days_left
from progres.privacy.requests import local_day
from progres.privacy.rules import OPEN, REMIND_DAYS, State, reminder_of
from progres.tenants.models import Tenant

# A day more than the first reminder, since days begin earlier in other time zones.
_LOOK_AHEAD = timedelta(days=max(REMIND_DAYS) + 2)


def tell_of_requests(*, at: datetime) -> int:
    """Tell persons whose requests are done, and remind those who must answer; say of how many.

    Each person is told once, and each reminder goes out once, so that it can be asked
    for at any time. One transaction an instance.
    """
    with connection.cursor() as cursor:
        before = (at + _LOOK_AHEAD).date()
        cursor.execute("select tenants_with_requests_to_tell(%s)", [before])
        tenant_ids: Sequence[int] = cursor.fetchone()[0]
    return sum(_tell_in(tenant_id, at) for tenant_id in tenant_ids)


@transaction.atomic
def _tell_in(tenant_id: int, at: datetime) -> int:
    own = Scope(frozenset({tenant_id}))
    with scoped(own):
        tenant = Tenant.objects.of(own).get(id=tenant_id)
    scope = Scope(frozenset(tenant.lineage))
    with scoped(scope):
        return _tell_done(own, at) + _remind(scope, own, tenant, at)


def _tell_done(own: Scope, at: datetime) -> int:
    done = PersonRequest.objects.of(own).filter(state=State.DONE, told_at=None)
    done = done.select_related("tenant").select_for_update(of=("self",))
    told = list(done.order_by("id"))
    for request in told:
        letters.tell_done(request, at=at)
        request.told_at = at
        request.save(update_fields=["told_at"])
    return len(told)


def _remind(scope: Scope, own: Scope, tenant: Tenant, at: datetime) -> int:
    today = local_day(tenant, at)
    due = PersonRequest.objects.of(own).filter(
        state__in=OPEN, due_on__lte=today + timedelta(days=max(REMIND_DAYS))
    )
    requests = list(due.order_by("due_on", "id"))
    people = _who_decides(scope, tenant, at) if requests else []
    for request in requests:
        left = days_left(request, today)
        step = today.isoformat() if left < 0 else str(reminder_of(left))
        for person in people:
            remind_of_request(
                _notice(request),
                addressee(person, tenant),
                days_left=left,
                step=f"{step}-{person.id}",
                tenant_name=tenant.name,
                at=at,
            )
    return len(requests)


def _who_decides(scope: Scope, tenant: Tenant, at: datetime) -> list[User]:
    """People who may decide there; where there is nobody, those of the nearest above."""
    reach = who_reaches(scope, Permission.PRIVACY_EDIT, tenant=tenant, assets=(), at=at)
    held = [(user.tenant_id, user) for user in reach.users]
    held += [(grant.tenant_id, grant.user) for grant in reach.grants]
    for tenant_id in reversed(tenant.lineage):
        if there := {user.id: user for home, user in held if home == tenant_id}:
            return list(there.values())
    return []


def _notice(request: PersonRequest) -> RequestNotice:
    page = f"i/{request.tenant_id}/privacy/requests/{request.id}/"
    return RequestNotice(
        number=request.id,
        kind=request.kind,
        what="due",
        received_on=request.received_on,
        due_on=request.due_on,
        reason="",
        tells_rights=False,
        is_last=False,
        link=f"{settings.BASE_URL}/{page}",
    )
