"""Whom readings are about to leave for the first time is told thirty days before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from progres.accounts.access import Permission
from progres.accounts.models import User
from progres.accounts.roles import rights_of_roles
from progres.database.scope import Scope, scoped
from progres.notifications.account_mails import addressee
from progres.notifications.actions import compose
from progres.outbox.actions import Letter, queue_mail
from progres.privacy.kinds import OF_READINGS, Kind
from progres.privacy.models import RetentionNotice
from progres.privacy.periods import read_periods
from progres.privacy.words import KINDS
from progres.readings.expiry import Place
from progres.tenants.models import Tenant

BEFORE = timedelta(days=30)
FORETOLD = "retention.foretold"


@dataclass(frozen=True, kw_only=True)
class First:
    """Readings of a kind that will be the first to go of an instance."""

    tenant_id: int
    lineage: tuple[int, ...]
    kind: Kind
    days: int


def tell_of_first_deletions(eraser: psycopg.Connection, *, at: datetime) -> int:
    """Tell those who look after data protection; return of how many kinds, once each.

    `eraser` sees all instances; what is written is written in the scope of each.
    """
    told = 0
    for first in list(_firsts(eraser, at)):
        with transaction.atomic(), scoped(Scope(frozenset(first.lineage))):
            _tell(first, at)
        told += 1
    return told


def _firsts(eraser: psycopg.Connection, at: datetime) -> Iterator[First]:
    periods = read_periods(eraser)
    for tenant_id, name, oldest in eraser.execute(
        "select s.tenant_id, s.kind, min(s.day) from stored_day s"
        " where s.place = any(%s) and not exists (select from retention_notice n"
        " where n.tenant_id = s.tenant_id and n.kind = s.kind) group by 1, 2",
        [[Place.READING, Place.READING_LATE]],
    ):
        kind = Kind(name)
        if kind in OF_READINGS and tenant_id in periods.lines:
            days = periods.days(kind, tenant_id)
            if _goes_on(oldest, days) <= (at + BEFORE).date():
                yield First(
                    tenant_id=tenant_id,
                    lineage=tuple(periods.lines[tenant_id]),
                    kind=kind,
                    days=days,
                )


def _goes_on(day: date, days: int) -> date:
    return day + timedelta(days=days + 1)


def _tell(first: First, at: datetime) -> None:
    scope = Scope(frozenset(first.lineage))
    tenant = Tenant.objects.of(scope).get(id=first.tenant_id)
    goes_at = at + BEFORE
    RetentionNotice(
        tenant=tenant, kind=first.kind, told_at=at, not_before=goes_at
    ).save(force_insert=True)
    for person in _in_charge(scope, first.lineage):
        queue_mail(_letter(first, tenant, person, goes_at), at=at)


def _in_charge(scope: Scope, lineage: tuple[int, ...]) -> list[User]:
    """Who may edit data protection in the instance, or in the nearest above with any."""
    for tenant_id in reversed(lineage):
        people = User.objects.of(scope).filter(tenant_id=tenant_id, is_active=True)
        rights = rights_of_roles(scope, {person.role for person in people})
        found = [
            person
            for person in people.order_by("id")
            if Permission.PRIVACY_EDIT in rights[person.role]
        ]
        if found:
            return found
    return []


def _letter(first: First, tenant: Tenant, person: User, goes_at: datetime) -> Letter:
    to = addressee(person, tenant)
    with override(person.language):
        local = goes_at.astimezone(ZoneInfo(tenant.time_zone))
        context = {
            "subject": _("Measured values of %(name)s will be deleted")
            % {"name": tenant.name},
            "link": f"{settings.BASE_URL}/i/{tenant.id}/privacy/retention/",
            "to": to,
            "tenant_name": tenant.name,
            "kind": str(KINDS[first.kind]),
            "day": date_format(local, "SHORT_DATE_FORMAT"),
            "days": first.days,
        }
        return compose(
            "retention_foretold",
            context,
            kind=FORETOLD,
            key=f"retention-{tenant.id}-{first.kind}-{person.id}",
            to=to,
        )
