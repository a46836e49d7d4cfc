from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from progres.accounts.membership import Membership
from progres.assets.reach import asset_for
from progres.audit.actions import record_about
from progres.gateways.checks import (
    GatewayFields,
    GatewayIdInUse,
    checked_gateway,
)
from progres.gateways.models import Gateway
from progres.gateways.queries import get_own_gateway
from progres.tenants.models import Tenant

PERSONAL = frozenset({"contacts"})  # the log says that they changed, not to whom


@transaction.atomic
def register_gateway(
    fields: GatewayFields, *, tenant: Tenant, by: Membership, at: datetime
) -> Gateway:
    """Name a gateway and say where it stands and how it is watched.

    Raises BadGateway, GatewayIdInUse, and AssetOutOfReach.
    """
    columns = checked_gateway(fields)
    asset_for(fields.asset_id, tenant, scope=by.scope)
    gateway = Gateway(tenant=tenant, created_at=at, **columns)
    _save(gateway, is_new=True)
    record_about("gateway.created", gateway, by=by.actor, at=at)
    return gateway


@transaction.atomic
def change_gateway(
    gateway_id: int, fields: GatewayFields, *, by: Membership, at: datetime
) -> Gateway:
    """Change what is said of a gateway.

    Raises Gateway.DoesNotExist if it is not of an instance in the member's reach, and
    as `register_gateway` does.
    """
    gateway = get_own_gateway(by.scope, gateway_id, to_change=True)
    columns = checked_gateway(fields)
    details: dict[str, object] = {
        name: [_plain(name, getattr(gateway, name)), _plain(name, value)]
        for name, value in columns.items()
        if getattr(gateway, name) != value
    }
    if "asset_id" in details:
        del details["asset_id"]
        asset = asset_for(fields.asset_id, gateway.tenant, scope=by.scope)
        former = gateway.asset
        details["asset"] = [former and former.name, asset and asset.name]
    if details:
        for name, value in columns.items():
            setattr(gateway, name, value)
        _save(gateway, is_new=False)
        record_about("gateway.changed", gateway, by=by.actor, at=at, details=details)
    return gateway


@transaction.atomic
def delete_gateway(gateway_id: int, *, by: Membership, at: datetime) -> None:
    """Delete a gateway with its history and whom it tells; what it heard stays.

    Raises Gateway.DoesNotExist if it is not of an instance in the member's reach.
    """
    gateway = get_own_gateway(by.scope, gateway_id, to_change=True)
    record_about("gateway.deleted", gateway, by=by.actor, at=at)
    gateway.delete()


def _save(gateway: Gateway, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            gateway.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError:
        raise GatewayIdInUse(
            "The gateway %(gateway_id)s is already registered in '%(tenant)s'; "
            "choose another id.",
            gateway_id=gateway.gateway_id,
            tenant=gateway.tenant.name,
        ) from None


def _plain(name: str, value: object) -> object:
    if name in PERSONAL:
        return "…" if value else ""
    return value.total_seconds() if isinstance(value, timedelta) else value
