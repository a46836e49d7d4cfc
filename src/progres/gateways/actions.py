from datetime import datetime

from django.db import IntegrityError, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.gateways.models import Gateway
from progres.tenants.models import Tenant


class BadGateway(ValueError):
    """A gateway cannot be like this; the message says why."""


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

    Raises BadGateway for a missing id or name, a place that is none, or an id in use.
    """
    if not gateway_id.strip() or not name.strip():
        raise BadGateway("A gateway needs an id, such as its EUI, and a name.")
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
        raise BadGateway(
            f"The gateway {gateway_id} is already registered in '{tenant.name}', or "
            f"{latitude}, {longitude} is no place on earth."
        ) from None
    record(
        "gateway.created",
        tenant_id=tenant.id,
        target=Target("gateway", str(gateway.id), gateway.name),
        by=by.actor,
        at=at,
    )
    return gateway
