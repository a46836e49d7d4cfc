"""What must not be deleted while a legal hold covers it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import psycopg

from progres.accounts.models import User
from progres.database.scope import Scope
from progres.metering.models import Meter
from progres.privacy.models import LegalHold, LegalHoldQuerySet


class Covers(StrEnum):
    """What a hold covers."""

    INSTANCE = "instance"
    DEVICE = "device"
    POINT = "point"
    ACCOUNT = "account"


@dataclass(frozen=True, kw_only=True)
class Held:
    """What no job may delete now: instances whole, devices, accounts by their address."""

    tenant_ids: frozenset[int] = frozenset()
    device_ids: frozenset[int] = frozenset()
    account_ids: frozenset[int] = frozenset()
    emails: frozenset[str] = frozenset()

    def covers(self, tenant_id: int, device_id: int) -> bool:
        return tenant_id in self.tenant_ids or device_id in self.device_ids


# Whoever reads a measuring point, or ever did, is held with it.
_HELD = """
select h.covers, h.tenant_id, case h.covers when 'point' then m.device_id
    else h.thing_id end, a.email
from legal_hold h
left join meter m on h.covers = 'point' and m.measuring_point_id = h.thing_id
left join account a on h.covers = 'account' and a.id = h.thing_id
where h.began_at <= %(at)s and h.until > %(at)s and h.lifted_at is null
"""


def read_held(eraser: psycopg.Connection, *, at: datetime) -> Held:
    """Ask as progres_eraser what is held in all instances."""
    found: dict[str, set[int]] = defaultdict(set)
    emails = set()
    for covers, tenant_id, thing_id, email in eraser.execute(_HELD, {"at": at}):
        whole = covers == Covers.INSTANCE
        kind = Covers.DEVICE if covers == Covers.POINT else covers
        if whole or thing_id is not None:
            found[kind].add(tenant_id if whole else thing_id)
        if email:
            emails.add(email.lower())
    return Held(
        tenant_ids=frozenset(found[Covers.INSTANCE]),
        device_ids=frozenset(found[Covers.DEVICE]),
        account_ids=frozenset(found[Covers.ACCOUNT]),
        emails=frozenset(emails),
    )


def holds_on(
    scope: Scope,
    *,
    at: datetime,
    tenant_ids: Iterable[int] = (),
    device_ids: Iterable[int] = (),
    point_ids: Iterable[int] = (),
    account_ids: Iterable[int] = (),
) -> Sequence[LegalHold]:
    """Return the holds in scope that cover any of these things now, the oldest first.

    A hold on an instance covers what is in it only if the instance itself is named. A
    hold on a measuring point covers the devices that read it, or ever did.
    """
    devices = list(device_ids)
    meters = Meter.objects.of(scope).filter(device_id__in=devices)
    points = {*point_ids, *meters.values_list("measuring_point_id", flat=True)}
    holds = LegalHold.objects.of(scope).held_at(at)
    covering = (
        holds.filter(covers=Covers.INSTANCE, tenant_id__in=list(tenant_ids))
        | holds.filter(covers=Covers.DEVICE, thing_id__in=devices)
        | holds.filter(covers=Covers.POINT, thing_id__in=points)
        | holds.filter(covers=Covers.ACCOUNT, thing_id__in=list(account_ids))
    )
    return list(covering.select_related("tenant").order_by("began_at", "id"))


def search_holds(scope: Scope) -> LegalHoldQuerySet:
    """Holds in the instances in scope, the newest first, also those that are over."""
    holds = LegalHold.objects.of(scope).select_related("tenant", "set_by")
    return holds.order_by("-began_at", "-id")


def get_hold(scope: Scope, hold_id: int) -> LegalHold:
    """Raise LegalHold.DoesNotExist for one that is not of an instance in scope."""
    return search_holds(scope).get(id=hold_id)


def held_accounts(scope: Scope, *, at: datetime) -> frozenset[int]:
    """Accounts in scope that a hold covers, be it by a hold on their whole instance."""
    holds = LegalHold.objects.of(scope).held_at(at)
    whole = holds.filter(covers=Covers.INSTANCE).values("tenant_id")
    users = User.objects.of(scope).filter(tenant_id__in=whole)
    named = holds.filter(covers=Covers.ACCOUNT).values_list("thing_id", flat=True)
    return frozenset([*users.values_list("id", flat=True), *filter(None, named)])
