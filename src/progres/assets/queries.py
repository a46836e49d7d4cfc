from collections.abc import Iterable

from progres.assets.models import (
    Asset,
    AssetQuerySet,
    AssetType,
    AssetTypeQuerySet,
    AssetWord,
)
from progres.database.scope import Scope
from progres.database.words import has_words

BETWEEN = " › "


def search_assets(scope: Scope, *, text: str = "") -> AssetQuerySet:
    """Assets in scope by name, with instance and type.

    Every word of `text` must begin a word of the name or the address.
    """
    assets = Asset.objects.of(scope).select_related("tenant", "type")
    assets = assets.filter(has_words(text, AssetWord.objects.of(scope), "asset_id"))
    return assets.order_by("sort_key", "id")


def children_of(scope: Scope, parent: Asset | None) -> AssetQuerySet:
    """Return what stands directly in an asset, or what stands in none that is in scope."""
    assets = search_assets(scope)
    if parent is not None:
        return assets.filter(parent=parent)
    if scope.asset_ids is None:  # what something stands in is of the same instance
        return assets.filter(parent=None)
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


def search_asset_types(scope: Scope) -> AssetTypeQuerySet:
    """Types in scope and shared from above, by name."""
    return AssetType.objects.of(scope).select_related("tenant").order_by("name", "id")


def get_asset_type(scope: Scope, type_id: int, *, to_change: bool = False) -> AssetType:
    """Raise AssetType.DoesNotExist for a type that is neither in scope nor shared.

    `to_change` is that of `get_asset`.
    """
    types = AssetType.objects.of(scope)
    if to_change:
        types = types.select_for_update(of=("self",))
    return types.get(id=type_id)
