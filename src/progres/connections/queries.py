from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Max, Min, Q

from progres.connections.models import (
    Connection,
    ConnectionQuerySet,
    Message,
    MessageQuerySet,
    UnassignedUplink,
    UnassignedUplinkQuerySet,
)
from progres.connections.rules import Outcome, Transport
from progres.database.scope import Scope

_WITHOUT_SEPARATORS = str.maketrans("", "", " -:.")


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What a connection delivered besides stored uplinks, as far as it is kept.

    `in_a_day` counts messages and unassigned uplinks of a day, rejected ones too.
    """

    last_at: datetime | None = None
    rejected: int = 0
    unassigned: int = 0
    in_a_day: int = 0
    rejected_in_a_day: int = 0


@dataclass(frozen=True, kw_only=True)
class UnassignedDevice:
    """A DevEUI whose uplinks wait for a device; signal and reason are the last's."""

    dev_eui: str
    count: int
    first_at: datetime
    last_at: datetime
    connection_ids: Sequence[int]
    connection_names: Sequence[str]
    tenant_ids: Sequence[int]
    reason: str
    rssi_dbm: float | None
    snr_db: float | None


def search_connections(scope: Scope) -> ConnectionQuerySet:
    """Connections of the instances in scope, in the order in which they were made."""
    connections = Connection.objects.of(scope).select_related("tenant", "mqtt", "link")
    return connections.order_by("id")


def brokers_of_the_house() -> Sequence[tuple[str, int]]:
    """Hosts and ports of all brokers that the server calls, each once.

    Must run in the scope of the operator's own instance; there are none in others.
    """
    with connection.cursor() as cursor:
        cursor.execute("select host, port from brokers_of_the_house()")
        return [(host, port) for host, port in cursor.fetchall()]


def get_connection(scope: Scope, connection_id: int) -> Connection:
    """Raise Connection.DoesNotExist for a connection that is not in scope."""
    return search_connections(scope).get(id=connection_id)


def get_webhook(scope: Scope, connection_id: int) -> Connection:
    """Raise Connection.DoesNotExist for one that is not in scope, or has a broker."""
    found = search_connections(scope).filter(transport=Transport.WEBHOOK)
    return found.get(id=connection_id)


def last_messages(scope: Scope, connection_id: int) -> MessageQuerySet:
    """What came in that was no readable uplink, the newest first, at most a hundred.

    Their bodies, which may be large, are read one by one where they are asked for.
    """
    messages = Message.objects.of(scope).filter(connection_id=connection_id)
    return messages.defer("body").order_by("-id")


def messages_about(scope: Scope, dev_eui: str) -> MessageQuerySet:
    """What network servers said about a device besides uplinks, the newest first."""
    messages = Message.objects.of(scope).filter(dev_eui=dev_eui)
    return messages.defer("body").order_by("-id")


def search_unassigned(scope: Scope, *, text: str = "") -> UnassignedUplinkQuerySet:
    """Uplinks that no device bears, the newest first; `text` begins a DevEUI."""
    uplinks = UnassignedUplink.objects.of(scope).order_by("-received_at", "-id")
    beginning = text.lower().translate(_WITHOUT_SEPARATORS)
    if beginning:
        uplinks = uplinks.filter(dev_eui__gte=beginning, dev_eui__lt=beginning + "g")
    return uplinks.select_related("connection").defer("bodies")


def unassigned_count(scope: Scope, connection_ids: Sequence[int]) -> int:
    """How many uplinks of these connections wait for a device."""
    uplinks = UnassignedUplink.objects.of(scope)
    return uplinks.filter(connection_id__in=connection_ids).count()


def talk_of(scope: Scope, *, at: datetime) -> dict[int, Talk]:
    """Say what each connection delivered besides stored uplinks; absent if nothing."""
    is_new = Q(received_at__gt=at - timedelta(days=1))
    is_rejected = Q(outcome=Outcome.REJECTED)
    messages = (
        Message.objects.of(scope)
        .values("connection_id")
        .annotate(
            last_at=Max("received_at"),
            rejected=Count("id", filter=is_rejected),
            in_a_day=Count("id", filter=is_new),
            rejected_in_a_day=Count("id", filter=is_rejected & is_new),
        )
    )
    waiting = (
        UnassignedUplink.objects.of(scope)
        .values("connection_id")
        .annotate(
            last_at=Max("received_at"),
            unassigned=Count("id"),
            in_a_day=Count("id", filter=is_new),
        )
    )
    found: dict[int, Talk] = {}
    for row in messages:
        found[row["connection_id"]] = Talk(
            last_at=row["last_at"],
            rejected=row["rejected"],
            in_a_day=row["in_a_day"],
            rejected_in_a_day=row["rejected_in_a_day"],
        )
    for group in waiting:
        before = found.get(group["connection_id"], Talk())
        times = [at for at in (before.last_at, group["last_at"]) if at]
        found[group["connection_id"]] = replace(
            before,
            last_at=max(times),
            unassigned=group["unassigned"],
            in_a_day=before.in_a_day + group["in_a_day"],
        )
    return found


def unassigned_devices(
    scope: Scope, *, text: str = "", offset: int = 0, limit: int = 50
) -> list[UnassignedDevice]:
    """DevEUIs without a device, the one heard last first; `text` begins a DevEUI."""
    groups = (
        search_unassigned(scope, text=text)
        .order_by()
        .values("dev_eui")
        .annotate(
            count=Count("id"),
            first_at=Min("received_at"),
            last_at=Max("received_at"),
            connection_ids=ArrayAgg("connection_id", distinct=True),
            connection_names=ArrayAgg("connection__name", distinct=True),
            tenant_ids=ArrayAgg("connection__tenant_id", distinct=True),
        )
        .order_by("-last_at", "dev_eui")[offset : offset + limit]
    )
    rows = list(groups)
    newest = (
        UnassignedUplink.objects.of(scope)
        .defer("bodies")
        .filter(dev_eui__in=[row["dev_eui"] for row in rows])
        .order_by("dev_eui", "-received_at", "-id")
        .distinct("dev_eui")
    )
    last = {uplink.dev_eui: uplink for uplink in newest}
    return [_unassigned_device(row, last[row["dev_eui"]]) for row in rows]


def _unassigned_device(
    row: Mapping[str, Any], last: UnassignedUplink
) -> UnassignedDevice:
    best: Mapping[str, float] = max(
        last.receptions,
        key=lambda r: (r.get("snr_db", -99.0), r.get("rssi_dbm", -200.0)),
        default={},
    )
    return UnassignedDevice(
        **row,
        reason=last.reason,
        rssi_dbm=best.get("rssi_dbm"),
        snr_db=best.get("snr_db"),
    )
