"""Gateways are judged every minute: where they stand, and who is told what became."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from django.db import connection, transaction

from progres.accounts.access import Permission
from progres.alarms.models import Recipient
from progres.alarms.telling import addressee, is_from_above, may_open
from progres.database.scope import Scope, scoped
from progres.gateways.models import Gateway, Health, Period
from progres.gateways.rules import News, Standing, check
from progres.notifications.gateway_mails import GatewayNotice, gateway_letters
from progres.outbox.actions import queue_mails
from progres.readings.coverage import COVERAGE_DAYS
from progres.tenants.models import Tenant

COLUMNS = ("state", "since", "checks", "seen_at", "told_at", "reminded_at")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A gateway whose standing has changed."""

    gateway: Gateway
    health: Health
    before: Standing
    news: News | None


def watch_gateways(*, at: datetime) -> int:
    """Judge all gateways and queue the mails; say how many changed their state.

    One transaction: states, history and mails come together or not at all. Only one
    process works at a time. Archived instances are left as they are.
    """
    scope = _instances_with_gateways()
    if not scope.tenant_ids:
        return 0
    with transaction.atomic(), scoped(scope):
        if not _take_turn():
            return 0
        judged = list(_judge(scope, at))
        Health.objects.of(scope).bulk_update([j.health for j in judged], COLUMNS, 500)
        moved = [j for j in judged if j.before.state != j.health.state]
        _keep_history(moved, scope, at)
        _tell([j for j in judged if j.news], scope, at)
        return len(moved)


def _instances_with_gateways() -> Scope:
    """Instances with gateways and all above them, whose people may be told."""
    with connection.cursor() as cursor:
        cursor.execute("select tenants_with_gateways()")
        own = Scope(frozenset(cursor.fetchone()[0]))
    if not own.tenant_ids:
        return own
    with transaction.atomic(), scoped(own):
        tenants = Tenant.objects.of(own).filter(archived_at=None)
        lineages = list(tenants.values_list("lineage", flat=True))
    return Scope(frozenset(above for lineage in lineages for above in lineage))


def _take_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('watch_gateways'))")
        taken: bool = cursor.fetchone()[0]
    return taken


def _judge(scope: Scope, at: datetime) -> Iterator[Judged]:
    gateways = Gateway.objects.of(scope).filter(tenant__archived_at=None)
    for gateway in gateways.select_related("health", "tenant").order_by("id"):
        health = gateway.health
        before = health.standing
        watching = gateway.watching(status_at=health.status_at, at=at)
        after, news = check(before, watching, seen_at=health.last_sign, at=at)
        if after != before:
            for name in COLUMNS:
                setattr(health, name, getattr(after, name))
            yield Judged(gateway=gateway, health=health, before=before, news=news)


def _keep_history(moved: list[Judged], scope: Scope, at: datetime) -> None:
    periods = Period.objects.of(scope).filter(
        gateway__in=[j.gateway for j in moved], ended_at=None
    )
    periods.update(ended_at=at)
    Period.objects.bulk_create(  # tenancy: of the gateways' instances
        [
            Period(
                gateway=j.gateway,
                tenant_id=j.gateway.tenant_id,
                state=j.health.state,
                began_at=at,
            )
            for j in moved
        ]
    )


def _tell(judged: list[Judged], scope: Scope, at: datetime) -> None:
    recipients = (
        Recipient.objects.of(scope)
        .filter(gateway__in=[j.gateway for j in judged])
        .exclude(confirmed_at=None)
        .exclude(user__is_active=False)
        .select_related("user", "tenant")
        .order_by("id")
    )
    told: dict[int | None, list[Recipient]] = {}
    for recipient in recipients:
        told.setdefault(recipient.gateway_id, []).append(recipient)
    opens = cache(partial(may_open, right=Permission.GATEWAYS_VIEW, at=at))
    letters = [
        letter
        for j in judged
        if j.gateway.id in told
        for letter in gateway_letters(
            _notice(j, at),
            [
                addressee(recipient, j.gateway.tenant)
                for recipient in told[j.gateway.id]
                if not is_from_above(recipient, j.gateway.tenant)
                or opens(recipient.user, j.gateway.tenant_id)
            ],
        )
    ]
    queue_mails(letters, at=at)


def _notice(judged: Judged, at: datetime) -> GatewayNotice:
    gateway, before = judged.gateway, judged.before
    alone, names = (0, ()) if judged.news is News.BACK else _alone(gateway.id, at)
    return GatewayNotice(
        gateway_id=gateway.id,
        tenant_id=gateway.tenant_id,
        tenant_name=gateway.tenant.name,
        time_zone=gateway.tenant.time_zone,
        name=gateway.name,
        eui=gateway.gateway_id,
        site=gateway.site,
        news=judged.news or News.OFFLINE,
        at=at,
        seen_at=judged.health.last_sign or at,
        began_at=before.since,
        alone=alone,
        names=names,
    )


def _alone(gateway_id: int, at: datetime) -> tuple[int, tuple[str, ...]]:
    since = (at - timedelta(days=COVERAGE_DAYS)).date()
    with connection.cursor() as cursor:
        cursor.execute("select * from devices_heard_alone(%s, %s)", [gateway_id, since])
        devices, names = cursor.fetchone()
    return devices, tuple(names)
