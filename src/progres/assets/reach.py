"""Which asset a thing of an instance can be in."""

from progres.assets.models import Asset
from progres.database.scope import Scope
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant


class AssetOutOfReach(Refusal):
    """The thing cannot be in that asset."""


def asset_for(asset_id: int | None, tenant: Tenant, *, scope: Scope) -> Asset | None:
    """Return what a thing of an instance in scope is to be in; None is in nothing.

    Raises AssetOutOfReach for an asset that is neither of the instance nor of one above
    and in scope, and for nothing where one is limited to assets.
    """
    if asset_id is None and scope.asset_ids is None:
        return None
    asset = Asset.objects.of(scope).filter(id=asset_id or 0).first()
    if asset is None or asset.tenant_id not in tenant.lineage:
        raise AssetOutOfReach(
            "There is no such asset in '%(tenant)s' or above within your reach; choose "
            "another one.",
            tenant=tenant.name,
        )
    return asset
