from collections.abc import Iterable

from progres.assets.models import Asset, AssetQuerySet
from progres.database.scope import Scope

BETWEEN = " › "


def search_assets(scope: Scope, *, text: str = "") -> AssetQuerySet:
    """Assets in scope by name; every word of `text` stands somewhere in the name."""
    assets = Asset.objects.of(scope).select_related("tenant")
    for word in text.split():
        assets = assets.filter(name__icontains=word)
    return assets.order_by("sort_key", "id")


def children_of(scope: Scope, parent: Asset | None) -> AssetQuerySet:
    """Return what stands directly in an asset, or what stands in none that is in scope."""
    assets = search_assets(scope)
    if parent is not None:
        return assets.filter(parent=parent)
    return assets.exclude(parent__in=Asset.objects.of(scope))


def get_asset(scope: Scope, asset_id: int, *, to_change: bool = False) -> Asset:
    """Raise Asset.DoesNotExist for an asset that is not in scope.

    Whoever changes a part of what is read says so: nobody else can before the
    transaction ends.
    """
    assets = search_assets(scope)
    if to_change:
        assets = assets.select_for_update(of=("self",))
    return assets.get(id=asset_id)


def ways_to(scope: Scope, assets: Iterable[Asset]) -> dict[int, list[Asset]]:
    """For each asset everything in scope from the top of its tree down to it."""
    wanted = list(assets)
    ids = {asset_id for asset in wanted for asset_id in asset.lineage}
    found = Asset.objects.of(scope).in_bulk(ids)
    return {
        asset.id: [found[i] for i in asset.lineage if i in found] for asset in wanted
    }


def path_names(scope: Scope, assets: Iterable[Asset]) -> dict[int, str]:
    """Names of assets with what they stand in: "Swimming pool › Changing room"."""
    return {
        asset_id: BETWEEN.join(asset.name for asset in way)
        for asset_id, way in ways_to(scope, assets).items()
    }
