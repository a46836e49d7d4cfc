"""The mails by which a customer hears that the operator's staff can look in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import SupportAccess, User
from progres.accounts.roles import rights_of_roles
from progres.accounts.support import operator_roles_in
from progres.accounts.support_actions import open_support_access
from progres.notifications.account_mails import addressee
from progres.notifications.actions import compose
from progres.outbox.actions import Letter, queue_mail
from progres.tenants.models import Tenant

OPENED = "support.opened"
AGREED = "contract.lets_in"


@transaction.atomic
def open_support(
    reason: str, *, hours: int, by: Membership, at: datetime
) -> SupportAccess:
    """Open support access and tell those who administer the instance.

    Raises as `open_support_access` does.
    """
    access = open_support_access(reason, hours=hours, by=by, at=at)
    ends_at = access.ends_at.astimezone(ZoneInfo(by.tenant.time_zone))
    for person in _administrators(by.tenant, by):
        with override(person.language):
            until = date_format(ends_at, "SHORT_DATETIME_FORMAT")
            facts = {"reason": access.reason, "until": until}
            key = f"support-{access.id}-{person.id}"
            letter = _letter(
                "support_opened", OPENED, key, person, by.tenant, by, facts
            )
        queue_mail(letter, at=at)
    return access


@contextmanager
def telling_of_staff(tenant: Tenant, *, by: Membership, at: datetime) -> Iterator[None]:
    """Tell who administers an instance if what is done lets further roles in.

    That is: a contract that has begun named fewer of the operator's roles before. Must
    run inside a transaction.
    """
    before = operator_roles_in(tenant, at=at)
    yield
    after = operator_roles_in(tenant, at=at)
    if before is None or set(after or ()) <= set(before):
        return
    for person in _administrators(tenant, by):
        with override(person.language):
            key = f"staff-{tenant.id}-{person.id}-{at.timestamp()}"
            letter = _letter("staff_let_in", AGREED, key, person, tenant, by, {})
        queue_mail(letter, at=at)


def _administrators(tenant: Tenant, by: Membership) -> list[User]:
    people = User.objects.of(by.scope).filter(tenant=tenant, is_active=True)
    rights = rights_of_roles(by.scope, {person.role for person in people})
    return [p for p in people.order_by("id") if Permission.USERS_EDIT in rights[p.role]]


def _letter(
    template: str,
    kind: str,
    key: str,
    person: User,
    tenant: Tenant,
    by: Membership,
    facts: Mapping[str, object],
) -> Letter:
    to = addressee(person, tenant)
    context = {
        "subject": _("Support access to %(name)s") % {"name": tenant.name}
        if kind == OPENED
        else _("The operator's staff in %(name)s") % {"name": tenant.name},
        "link": f"{settings.BASE_URL}/i/{tenant.id}/support/",
        "to": to,
        "who": by.user.full_name,
        "tenant_name": tenant.name,
        **facts,
    }
    return compose(template, context, kind=kind, key=key, to=to)
