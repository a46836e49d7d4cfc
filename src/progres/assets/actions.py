from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from progres.accounts.membership import Membership
from progres.assets.checks import AssetFields, checked_asset, type_reaches
from progres.assets.models import Asset, AssetType
from progres.assets.queries import get_asset
from progres.assets.responsible import check_responsible
from progres.assets.rules import BadAsset, check_values, said_of_values
from progres.assets.words import index_words
from progres.audit.actions import record_about
from progres.database.scope import Scope
from progres.tenants.models import Tenant

# The log says that they changed, not to whom.
PERSONAL = frozenset({"contacts", "responsible_id"})


class AssetInUse(BadAsset):
    """Something still stands or hangs in the asset, or a role ends at it."""


@transaction.atomic
def create_asset(
    fields: AssetFields,
    *,
    tenant: Tenant,
    parent: Asset | None = None,
    by: Membership,
    at: datetime,
) -> Asset:
    """Make an asset in an instance in scope; raises BadAsset."""
    columns = checked_asset(fields)
    asset_type = _type_for(fields.type_id, tenant, scope=by.scope)
    specs = asset_type.field_specs if asset_type else ()
    columns["values"] = check_values(specs, fields.values)
    check_responsible(fields.responsible_id, tenant, by=by)
    _check_parent(parent, tenant.id)
    asset = Asset(tenant=tenant, parent=parent, created_at=at, **columns)
    asset.save(force_insert=True)
    asset.refresh_from_db(fields=["lineage"])
    index_words(by.scope, asset)
    record_about("asset.created", asset, by=by.actor, at=at)
    return asset


@transaction.atomic
def change_asset(
    asset_id: int, fields: AssetFields, *, by: Membership, at: datetime
) -> Asset:
    """Change what is said of an asset.

    Values that stay as they are are not judged again, should the type have changed.
    Raises Asset.DoesNotExist if it is not in the member's reach, and BadAsset.
    """
    asset = get_asset(by.scope, asset_id, to_change=True)
    columns = checked_asset(fields)
    former = asset.type
    asset_type = former
    if fields.type_id != asset.type_id:
        asset_type = _type_for(fields.type_id, asset.tenant, scope=by.scope)
    if fields.responsible_id != asset.responsible_id:
        check_responsible(fields.responsible_id, asset.tenant, by=by)
    columns["values"] = asset.values
    if asset_type != former or fields.values != asset.values:
        specs = asset_type.field_specs if asset_type else ()
        columns["values"] = check_values(specs, fields.values)
    details = _changes(asset, columns, former=former, asset_type=asset_type)
    if details:
        for name, value in columns.items():
            setattr(asset, name, value)
        asset.type = asset_type
        asset.save(update_fields=list(columns))
        index_words(by.scope, asset)
        record_about("asset.changed", asset, by=by.actor, at=at, details=details)
    return asset


@transaction.atomic
def move_asset(
    asset_id: int, parent: Asset | None, *, by: Membership, at: datetime
) -> Asset:
    """Put an asset with everything in it into another one of its instance, or none.

    Raises Asset.DoesNotExist if it is not in the member's reach, and BadAsset for a
    parent of another instance or inside the asset itself.
    """
    _await_moves(get_asset(by.scope, asset_id).tenant_id)
    asset = get_asset(by.scope, asset_id, to_change=True)
    _check_parent(parent, asset.tenant_id)
    before = asset.parent.name if asset.parent else ""
    if asset.parent_id == (parent and parent.id):
        return asset
    asset.parent = parent
    try:
        with transaction.atomic():
            asset.save(update_fields=["parent"])
    except IntegrityError:  # of the trigger that fills the lineage
        raise BadAsset(
            "'%(name)s' cannot stand in itself or in what stands in it.",
            name=asset.name,
        ) from None
    asset.refresh_from_db(fields=["lineage"])
    details = {"parent": [before, parent.name if parent else ""]}
    record_about("asset.changed", asset, by=by.actor, at=at, details=details)
    return asset


@transaction.atomic
def delete_asset(asset_id: int, *, by: Membership, at: datetime) -> None:
    """Delete an asset with its files, in which nothing stands or hangs.

    Raises Asset.DoesNotExist if it is not in the member's reach, and AssetInUse, also
    where a role ends at it.
    """
    asset = get_asset(by.scope, asset_id, to_change=True)
    if uses := uses_of(asset):
        raise AssetInUse(
            "%(count)s devices, measuring points and assets are still in '%(name)s'; "
            "move or delete them first.",
            count=uses,
            name=asset.name,
        )
    record_about("asset.deleted", asset, by=by.actor, at=at)
    try:
        with transaction.atomic():
            asset.delete()
    except IntegrityError:
        raise AssetInUse(
            "A role is limited to '%(name)s'; change that role first.", name=asset.name
        ) from None


def _type_for(type_id: int | None, tenant: Tenant, *, scope: Scope) -> AssetType | None:
    if type_id is None:
        return None
    asset_type = AssetType.objects.of(scope).filter(id=type_id).first()
    if asset_type is None or not type_reaches(asset_type, tenant):
        raise BadAsset(
            "There is no such type in '%(tenant)s' or shared by an instance above; "
            "choose another one.",
            tenant=tenant.name,
        )
    return asset_type


def _changes(
    asset: Asset,
    columns: Mapping[str, Any],
    *,
    former: AssetType | None,
    asset_type: AssetType | None,
) -> dict[str, object]:
    """Say what a change is about, for the log: own fields in one line."""
    details: dict[str, object] = {
        name: [_plain(name, getattr(asset, name)), _plain(name, value)]
        for name, value in columns.items()
        if getattr(asset, name) != value and name not in {"sort_key", "values"}
    }
    if details.pop("type_id", None):
        details["asset_type"] = [str(former or ""), str(asset_type or "")]
    if responsible := details.pop("responsible_id", None):
        details["responsible"] = responsible
    before, after = asset.values, columns["values"]
    if before != after:
        keys = [k for k in {**before, **after} if before.get(k) != after.get(k)]
        details["own_fields"] = [
            said_of_values(former.field_specs if former else (), before, keys),
            said_of_values(asset_type.field_specs if asset_type else (), after, keys),
        ]
    return details


def _plain(name: str, value: object) -> object:
    if name in PERSONAL:
        return "…" if value else ""
    return value


def uses_of(asset: Asset) -> int:
    """Count what is in an asset in scope; what devices are is not known here."""
    with connection.cursor() as cursor:
        cursor.execute("select uses_of_asset(%s)", [asset.id])
        count: int = cursor.fetchone()[0]
    return count


def _await_moves(tenant_id: int) -> None:
    """Wait for whoever moves assets of an instance, before any row is held.

    The trigger that fills the lineage waits likewise; who held a row by then could wait
    for one that waits for that row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('asset'), %s)", [tenant_id]
        )


def _check_parent(parent: Asset | None, tenant_id: int) -> None:
    if parent is not None and parent.tenant_id != tenant_id:
        raise BadAsset(
            "'%(parent)s' belongs to another instance; choose an asset of the same.",
            parent=parent.name,
        )
