"""How long instances keep what: asked and changed by people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.kit.refusal import Refusal
from progres.privacy.kinds import BOUNDS, OF_READINGS, Kind
from progres.privacy.models import RetentionNotice, RetentionPolicy
from progres.privacy.periods import Periods
from progres.tenants.models import Tenant


class BadPeriod(Refusal):
    """Something cannot be kept for so long; the message says for how long it can."""


class NotChosenHere(Refusal):
    """The period of this kind is the same everywhere."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What an instance says of a kind: None for what the instance above says.

    The operator's own instance says a default, and the bounds of all others.
    """

    days: int | None
    least_days: int | None = None
    most_days: int | None = None


def periods_in(scope: Scope) -> Periods:
    """Periods of the instances in scope, also as instances above them say."""
    tenants = Tenant.objects.of(scope).values_list("id", "lineage")
    rows = RetentionPolicy.objects.of(scope).values_list(
        "tenant_id", "kind", "days", "least_days", "most_days"
    )
    return Periods(dict(tenants), rows)


def chosen_by(scope: Scope, tenant: Tenant, kind: Kind) -> Chosen | None:
    """What an instance in scope says of a kind itself, if anything."""
    own = RetentionPolicy.objects.of(scope).filter(tenant=tenant, kind=kind).first()
    if own is None:
        return None
    return Chosen(days=own.days, least_days=own.least_days, most_days=own.most_days)


def periods_if(scope: Scope, tenant: Tenant, kind: Kind, chosen: Chosen) -> Periods:
    """What periods in scope would be if an instance said this."""
    tenants = Tenant.objects.of(scope).values_list("id", "lineage")
    others = RetentionPolicy.objects.of(scope).exclude(tenant=tenant, kind=kind)
    rows = list(
        others.values_list("tenant_id", "kind", "days", "least_days", "most_days")
    )
    if chosen.days is not None:
        said = (chosen.days, chosen.least_days, chosen.most_days)
        rows.append((tenant.id, str(kind), *said))
    return Periods(dict(tenants), rows)


@transaction.atomic
def choose_period(
    kind: Kind,
    chosen: Chosen,
    *,
    tenant: Tenant,
    seen: bool = False,
    by: Membership,
    at: datetime,
) -> None:
    """Say how long an instance in scope keeps a kind, and those below that say nothing.

    Who has `seen` that something goes needs no notice: what goes of the instance's own
    readings goes with the next run. Raises BadPeriod outside the bounds, NotChosenHere.
    """
    if kind not in BOUNDS:
        raise NotChosenHere("This period is the same in all instances.")
    _check(kind, chosen, tenant, by.scope)
    before = chosen_by(by.scope, tenant, kind)
    if before == chosen or (before is None and chosen.days is None):
        return
    policies = RetentionPolicy.objects.of(by.scope)
    if chosen.days is None:
        policies.filter(tenant=tenant, kind=kind).delete()
    else:
        policies.update_or_create(tenant=tenant, kind=kind, defaults={**vars(chosen)})
    if seen and kind in OF_READINGS:
        RetentionNotice.objects.of(by.scope).update_or_create(
            tenant=tenant, kind=kind, defaults={"told_at": at, "not_before": at}
        )
    record(
        "retention_policy.changed",
        tenant_id=tenant.id,
        target=Target("retention_policy", kind, tenant.name),
        by=by.actor,
        at=at,
        details={"kept_kind": str(kind), **_changes(before, chosen)},
    )


def _changes(before: Chosen | None, after: Chosen) -> dict[str, object]:
    old = vars(before) if before else dict.fromkeys(vars(after))
    names = {"days": "kept_days"}
    return {
        names.get(name, name): [old[name], value]
        for name, value in vars(after).items()
        if old[name] != value
    }


def _check(kind: Kind, chosen: Chosen, tenant: Tenant, scope: Scope) -> None:
    if tenant.parent_id is None:
        _check_bounds(kind, chosen)
        return
    bounds = periods_in(scope).bounds(kind)
    if chosen.days is not None and not bounds.least <= chosen.days <= bounds.most:
        raise BadPeriod(
            "This is kept for %(least)s to %(most)s days, and not for %(days)s.",
            least=bounds.least,
            most=bounds.most,
            days=chosen.days,
        )


def _check_bounds(kind: Kind, chosen: Chosen) -> None:
    """Of the operator: all three, in their order, and within what is possible at all."""
    possible = BOUNDS[kind]
    if chosen.days is None:
        return
    said = (chosen.least_days, chosen.days, chosen.most_days)
    least, days, most = (value or 0 for value in said)
    if not possible.least <= least <= days <= most <= possible.most:
        raise BadPeriod(
            "The fewest days must be at least %(least)s, the most at most %(most)s, and "
            "the default between both.",
            least=possible.least,
            most=possible.most,
        )


def shortened(before: Periods, after: Periods, kind: Kind) -> Iterator[int]:
    """Instances that would keep a kind for fewer days than now."""
    for tenant_id in before.lines:
        if after.days(kind, tenant_id) < before.days(kind, tenant_id):
            yield tenant_id
