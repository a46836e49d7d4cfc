from dataclasses import asdict, dataclass
from dataclasses import fields as fields_in
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from progres.accounts.membership import Membership
from progres.assets.models import Asset
from progres.assets.queries import get_asset
from progres.assets.rules import AssetKind
from progres.audit.actions import record_about
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem
from progres.kit.words import sort_key
from progres.tenants.models import Tenant

LONGEST = {"name": 100, "street": 120, "postal_code": 20, "city": 100, "country": 60}
_WORDS = {
    "name": Said("name"),
    "street": Said("street"),
    "postal_code": Said("postal code"),
    "city": Said("city"),
    "country": Said("country"),
}


class BadAsset(Refusal):
    """An asset cannot be like this; the message says why and what would be right."""


class AssetInUse(BadAsset):
    """Something still stands or hangs in the asset, or a role ends at it."""


@dataclass(frozen=True, kw_only=True)
class AssetFields:
    """What people say of an asset; the address may be empty."""

    name: str
    kind: str = AssetKind.BUILDING
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""


def said_of_asset(asset: Asset) -> AssetFields:
    """Return what has been said of a stored asset."""
    names = (field.name for field in fields_in(AssetFields))
    return AssetFields(**{name: getattr(asset, name) for name in names})


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
    columns = _checked(fields)
    _check_parent(parent, tenant.id)
    asset = Asset(tenant=tenant, parent=parent, created_at=at, **columns)
    asset.save(force_insert=True)
    asset.refresh_from_db(fields=["lineage"])
    record_about("asset.created", asset, by=by.actor, at=at)
    return asset


@transaction.atomic
def change_asset(
    asset_id: int, fields: AssetFields, *, by: Membership, at: datetime
) -> Asset:
    """Change what is said of an asset.

    Raises Asset.DoesNotExist if it is not in the member's reach, and BadAsset.
    """
    asset = get_asset(by.scope, asset_id, to_change=True)
    columns = _checked(fields)
    details = {
        name: [getattr(asset, name), value]
        for name, value in columns.items()
        if getattr(asset, name) != value and name != "sort_key"
    }
    if details:
        for name, value in columns.items():
            setattr(asset, name, value)
        asset.save(update_fields=list(columns))
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
    """Delete an asset in which nothing stands or hangs and at which no role ends.

    Raises Asset.DoesNotExist if it is not in the member's reach, and AssetInUse.
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


def _checked(fields: AssetFields) -> dict[str, str]:
    columns = {name: str(text).strip() for name, text in asdict(fields).items()}
    if not columns["name"]:
        raise BadAsset("An asset needs a name, such as 'Swimming pool'.")
    if columns["kind"] not in set(AssetKind):
        raise BadAsset(
            "'%(kind)s' is not a kind of asset; use one of %(kinds)s.",
            kind=columns["kind"],
            kinds=", ".join(AssetKind),
        )
    for name, most in LONGEST.items():
        if problem := text_problem(_WORDS[name], columns[name], most=most):
            raise BadAsset.like(problem)
    columns["sort_key"] = sort_key(columns["name"])[:200]
    return columns


def uses_of(asset: Asset) -> int:
    """Count what is in an asset in scope; what devices are is not known here."""
    with connection.cursor() as cursor:
        cursor.execute("select uses_of_asset(%s)", [asset.id])
        count: int = cursor.fetchone()[0]
    return count


def _check_parent(parent: Asset | None, tenant_id: int) -> None:
    if parent is not None and parent.tenant_id != tenant_id:
        raise BadAsset(
            "'%(parent)s' belongs to another instance; choose an asset of the same.",
            parent=parent.name,
        )
