from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from progres.database.scope import Scope
from progres.gateways.models import (
    Gateway,
    GatewayQuerySet,
    Period,
    PeriodQuerySet,
    Unregistered,
    UnregisteredQuerySet,
)
from progres.gateways.rules import GatewayState

_WITHOUT_SEPARATORS = str.maketrans("", "", " -:.")


class NamedGateway(NamedTuple):
    """A gateway as receptions tell of it."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UnknownGateway:
    """A gateway that connections tell of and nobody registered."""

    gateway_id: str
    first_at: datetime
    last_at: datetime


def search_gateways(
    scope: Scope, *, text: str = "", state: str = ""
) -> GatewayQuerySet:
    """Gateways in scope and shared from above with their health, by name.

    `text` stands in name, id or site; `state` is a GatewayState.
    """
    gateways = Gateway.objects.of(scope).select_related("asset", "health")
    for word in text.split():
        gateways = gateways.filter(
            Q(name__icontains=word)
            | Q(gateway_id__icontains=word)
            | Q(site__icontains=word)
        )
    if state:
        gateways = gateways.filter(health__state=state)
    return gateways.order_by("name", "id")


def get_own_gateway(
    scope: Scope, gateway_id: int, *, to_change: bool = False
) -> Gateway:
    """Find a gateway of an instance in scope; one shared from above is none of these.

    Raises Gateway.DoesNotExist. Who changes a part of it says so: nobody else can
    before the transaction ends.
    """
    gateways = Gateway.objects.of(scope).filter(tenant_id__in=scope.tenant_ids)
    gateways = gateways.select_related("tenant")
    if to_change:
        gateways = gateways.select_for_update(of=("self",))
    return gateways.get(id=gateway_id)


def gateway_names(scope: Scope) -> dict[str, NamedGateway]:
    """Ids and names of gateways by what network servers call them.

    Of several the one that was registered first.
    """
    found = Gateway.objects.of(scope).order_by("-id")
    rows = found.values_list("gateway_id", "id", "name")
    return {called: NamedGateway(number, name) for called, number, name in rows}


def count_by_state(scope: Scope) -> dict[GatewayState, int]:
    """How many gateways are in which state, those shared from above included."""
    counted = (
        Gateway.objects.of(scope)
        .order_by()
        .values_list("health__state")
        .annotate(count=Count("id"))
    )
    found = dict(counted)
    return {state: found.get(state, 0) for state in GatewayState}


def periods_of(scope: Scope, gateway_id: int) -> PeriodQuerySet:
    """The states in which a gateway was, the newest first."""
    return (
        Period.objects.of(scope)
        .filter(gateway_id=gateway_id)
        .order_by("-began_at", "-id")
    )


def search_unregistered(scope: Scope, *, text: str = "") -> UnregisteredQuerySet:
    """What connections in scope tell of and nobody whom the scope sees registered.

    One row an instance whose connections do; `text` stands in what servers call it,
    in which an EUI is written without separators.
    """
    known = Gateway.objects.of(scope).filter(gateway_id=OuterRef("gateway_id"))
    found = Unregistered.objects.of(scope).filter(~Exists(known))
    if text:
        digits = text.translate(_WITHOUT_SEPARATORS)
        found = found.filter(
            Q(gateway_id__icontains=text) | Q(gateway_id__icontains=digits or text)
        )
    return found.order_by("id")


def unknown_gateways(
    scope: Scope, *, text: str = "", offset: int = 0, limit: int
) -> list[UnknownGateway]:
    """Gateways that nobody registered, each once, the one found last first."""
    groups = (
        search_unregistered(scope, text=text)
        .order_by()
        .values("gateway_id")
        .annotate(first_at=Min("first_heard_at"), last_at=Max("heard_at"))
        .order_by("-first_at", "gateway_id")[offset : offset + limit]
    )
    return [UnknownGateway(**group) for group in groups]
