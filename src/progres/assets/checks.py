"""What people say of assets and their types, checked before it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from dataclasses import fields as fields_in
from typing import TYPE_CHECKING, Any

from progres.assets.rules import AssetKind, BadAsset, BadAssetType, check_field_specs
from progres.kit.places import place_problem
from progres.kit.refusal import Said
from progres.kit.texts import text_problem
from progres.kit.words import sort_key

if TYPE_CHECKING:
    from progres.assets.models import Asset, AssetType
    from progres.tenants.models import Tenant

LONGEST = {
    "name": 100,
    "street": 120,
    "postal_code": 20,
    "city": 100,
    "country": 60,
    "contacts": 300,
    "notes": 5000,
}
_WORDS = {
    "name": Said("name"),
    "street": Said("street"),
    "postal_code": Said("postal code"),
    "city": Said("city"),
    "country": Said("country"),
    "contacts": Said("contact persons"),
    "notes": Said("notes"),
}
SEVERAL_LINES = frozenset({"contacts", "notes"})


@dataclass(frozen=True, kw_only=True)
class AssetFields:
    """What people say of an asset; all but the name may be empty.

    `values` are those of the fields that its own type asks for, by key: texts, numbers,
    days such as '2026-03-01', true and false.
    """

    name: str
    kind: str = AssetKind.BUILDING
    type_id: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    responsible_id: int | None = None
    contacts: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class AssetTypeFields:
    """What people say of a type of assets."""

    name: str
    field_specs: Sequence[Mapping[str, Any]] = ()
    shared: bool = True


def said_of_asset(asset: "Asset") -> AssetFields:
    """Return what has been said of a stored asset."""
    names = (item.name for item in fields_in(AssetFields))
    return AssetFields(**{name: getattr(asset, name) for name in names})


def said_of_type(asset_type: "AssetType") -> AssetTypeFields:
    """Return what has been said of a stored type of assets."""
    names = (item.name for item in fields_in(AssetTypeFields))
    return AssetTypeFields(**{name: getattr(asset_type, name) for name in names})


def checked_asset(fields: AssetFields) -> dict[str, Any]:
    """Return the columns of an asset but for what its type asks; raise BadAsset."""
    columns: dict[str, Any] = {
        name: str(text).strip() if isinstance(text, str) else text
        for name, text in asdict(fields).items()
    }
    del columns["values"]
    if not columns["name"]:
        raise BadAsset("An asset needs a name, such as 'Swimming pool'.")
    if columns["kind"] not in set(AssetKind):
        raise BadAsset(
            "'%(kind)s' is not a kind of asset; use one of %(kinds)s.",
            kind=columns["kind"],
            kinds=", ".join(AssetKind),
        )
    for name, most in LONGEST.items():
        problem = text_problem(
            _WORDS[name], columns[name], most=most, lines=name in SEVERAL_LINES
        )
        if problem:
            raise BadAsset.like(problem)
    if problem := place_problem(fields.latitude, fields.longitude):
        raise BadAsset.like(problem)
    columns["sort_key"] = sort_key(columns["name"])[:200]
    return columns


def checked_type(fields: AssetTypeFields) -> dict[str, Any]:
    """Return the columns of a type of assets; raise BadAssetType."""
    name = fields.name.strip()
    if not name:
        raise BadAssetType("A type needs a name, such as 'Pumping station'.")
    if problem := text_problem(Said("name"), name, most=LONGEST["name"]):
        raise BadAssetType.like(problem)
    specs = check_field_specs(fields.field_specs)
    return {"name": name, "field_specs": specs, "shared": fields.shared}


def type_reaches(asset_type: "AssetType", tenant: "Tenant") -> bool:
    """Say whether an asset of an instance can be of this type, and its people see it."""
    if asset_type.shared and asset_type.tenant_id in tenant.lineage:
        return True
    return asset_type.tenant_id == tenant.id
