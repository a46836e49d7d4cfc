from datetime import datetime

from django.db import IntegrityError, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.gateways.models import Gateway
from progres.kit.places import place_problem
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant


class BadGateway(Refusal):
    """A gateway cannot be like this; the message says why."""


class GatewayIdInUse(BadGateway):
    """The instance has a gateway with that id."""


@transaction.atomic
def register_gateway(
    *,
    gateway_id: str,
    name: str,
    tenant: Tenant,
    latitude: float | None = None,
    longitude: float | None = None,
    shared: bool = True,
    by: Membership,
    at: datetime,
) -> Gateway:
    """Name a gateway and say where it stands.

    Raises BadGateway for a missing id or name or a place that is none, and
    GatewayIdInUse.
    """
    if not gateway_id.strip() or not name.strip():
        raise BadGateway("A gateway needs an id, such as its EUI, and a name.")
    if problem := place_problem(latitude, longitude):
        raise BadGateway.like(problem)
    gateway = Gateway(
        tenant=tenant,
        gateway_id=gateway_id.strip().lower(),
        name=name.strip(),
        latitude=latitude,
        longitude=longitude,
        shared=shared,
        created_at=at,
    )
    try:
        with transaction.atomic():
            gateway.save(force_insert=True)
    except IntegrityError:
        raise GatewayIdInUse(
            "The gateway %(gateway_id)s is already registered in '%(tenant)s'; "
            "choose another id.",
            gateway_id=gateway_id,
            tenant=tenant.name,
        ) from None
    record(
        "gateway.created",
        tenant_id=tenant.id,
        target=Target("gateway", str(gateway.id), gateway.name),
        by=by.actor,
        at=at,
    )
    return gateway
