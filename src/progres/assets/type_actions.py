"""Writing of types of assets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from progres.accounts.membership import Membership
from progres.assets.checks import AssetTypeFields, checked_type
from progres.assets.models import Asset, AssetType
from progres.assets.queries import get_asset_type
from progres.assets.rules import BadAssetType, name_of
from progres.audit.actions import record_about
from progres.tenants.models import Tenant


class AssetTypeExists(BadAssetType):
    """The instance has another type of this name."""


class AssetTypeInUse(BadAssetType):
    """There are assets of the type."""


class AssetTypeUsedBelow(BadAssetType):
    """Assets of instances below are of the type, so it cannot be hidden from them."""


@transaction.atomic
def create_asset_type(
    fields: AssetTypeFields, *, tenant: Tenant, by: Membership, at: datetime
) -> AssetType:
    """Describe a new type of assets. Raises BadAssetType and AssetTypeExists."""
    asset_type = AssetType(tenant=tenant, created_at=at, **checked_type(fields))
    _save(asset_type)
    record_about("asset_type.created", asset_type, by=by.actor, at=at)
    return asset_type


@transaction.atomic
def change_asset_type(
    type_id: int, fields: AssetTypeFields, *, by: Membership, at: datetime
) -> AssetType:
    """Change a type; what its assets have stays until they are changed themselves.

    Raises AssetType.DoesNotExist if it is not of an instance in reach (a shared one of
    an instance above can be used, not changed), and BadAssetType.
    """
    own = replace(by.scope, ancestor_ids=frozenset())
    asset_type = get_asset_type(own, type_id, to_change=True)
    wanted = checked_type(fields)
    if not fields.shared:
        _check_unused_below(asset_type, by=by)
    changes: dict[str, object] = {
        name: [_plain(getattr(asset_type, name)), _plain(value)]
        for name, value in wanted.items()
        if getattr(asset_type, name) != value
    }
    if changes:
        for name, value in wanted.items():
            setattr(asset_type, name, value)
        _save(asset_type)
        record_about(
            "asset_type.changed", asset_type, by=by.actor, at=at, details=changes
        )
    return asset_type


@transaction.atomic
def delete_asset_type(type_id: int, *, by: Membership, at: datetime) -> None:
    """Remove a type of which there is no asset.

    Raises AssetType.DoesNotExist as `change_asset_type` does, and AssetTypeInUse.
    """
    own = replace(by.scope, ancestor_ids=frozenset())
    asset_type = get_asset_type(own, type_id, to_change=True)
    record_about("asset_type.deleted", asset_type, by=by.actor, at=at)
    try:
        with transaction.atomic():
            asset_type.delete()
    except (models.ProtectedError, IntegrityError):
        raise AssetTypeInUse(
            "There are assets of the type '%(type)s'; give them another type first.",
            type=asset_type.name,
        ) from None


def _check_unused_below(asset_type: AssetType, *, by: Membership) -> None:
    assets = Asset.objects.of(by.scope).filter(type=asset_type)
    if assets.exclude(tenant_id=asset_type.tenant_id).exists():
        raise AssetTypeUsedBelow(
            "'%(type)s' is the type of assets in instances below; it must stay shared "
            "until they have another type.",
            type=asset_type.name,
        )


def _save(asset_type: AssetType) -> None:
    try:
        with transaction.atomic():
            asset_type.save()
    except IntegrityError:
        raise AssetTypeExists(
            "There is already a type '%(type)s' in '%(tenant)s'; change that one or "
            "choose another name.",
            type=asset_type.name,
            tenant=asset_type.tenant.name,
        ) from None


def _plain(value: object) -> object:
    """Write fields as their names: what they were is in the log, not how they are kept."""
    if isinstance(value, list):
        specs: Sequence[Mapping[str, Any]] = value
        return ", ".join(map(name_of, specs))
    return value
