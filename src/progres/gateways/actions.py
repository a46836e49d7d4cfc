from datetime import datetime

from django.db import IntegrityError, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.gateways.models import Gateway
from progres.kit.places import place_problem
from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line
from progres.tenants.models import Tenant

LONGEST_ID = 64
LONGEST_NAME = 100


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

    Raises BadGateway for an id or name that cannot be or a place that is none, and
    GatewayIdInUse.
    """
    if not gateway_id.strip() or not name.strip():
        raise BadGateway("A gateway needs an id, such as its EUI, and a name.")
    for text, most in ((gateway_id, LONGEST_ID), (name, LONGEST_NAME)):
        if len(text.strip()) > most or not is_one_line(text.strip()):
            raise BadGateway(
                "'%(text)s' is too long or holds signs that cannot be seen; an id has at "
                "most %(id)s characters and a name %(name)s.",
                text=text[:40],
                id=LONGEST_ID,
                name=LONGEST_NAME,
            )
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
