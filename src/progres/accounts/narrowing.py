"""Roles that are limited to an asset and all in it.

What an asset is, a domain above this one knows; here only its name, its instance and
what lies in it are asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import connection

from progres.accounts.access import NARROWABLE, Permission
from progres.accounts.membership import Membership
from progres.accounts.people import BadAccount
from progres.accounts.roles import rights_of_roles
from progres.database.scope import Scope
from progres.tenants.models import Tenant


def narrowed(whole: Scope, tenant_id: int, roots: Iterable[int]) -> Scope | None:
    """Return what of a scope lies in some assets; None where nothing of it does.

    Of the instances those remain in which one of the assets or a device in them is, and
    those between.
    """
    rows = _rows(
        "select tenants, assets from reach_of_assets(%s, %s)",
        [[*whole.tenant_ids], [*roots]],
    )
    tenants, assets = rows[0]
    if tenants is None:
        return None
    return replace(
        whole,
        tenant_ids=frozenset(tenants) | {tenant_id},
        named_ids=frozenset(),
        asset_ids=frozenset(assets),
    )


def check_narrowing(
    asset_id: int | None, role: str, tenant: Tenant, *, by: Membership
) -> None:
    """Let a role in an instance be limited to an asset; None limits nothing.

    Must run within the scope. Raises BadAccount for an asset that is not in scope or
    above the instance, and for a role of which nothing would be left.
    """
    if asset_id is None:
        return
    rows = _rows(
        "select t.lineage from asset a join tenant t on t.id = a.tenant_id"
        " where a.id = %s and t.id = any(%s)",
        [asset_id, [*by.scope.tenant_ids]],
    )
    if not rows or tenant.id not in rows[0][0]:
        raise BadAccount(
            "There is no such asset in '%(tenant)s' or below; choose another one.",
            tenant=tenant.name,
        )
    if rights_of_roles(by.scope, [role])[role] & NARROWABLE <= {
        Permission.TENANTS_VIEW
    }:
        raise BadAccount(
            "The role '%(role)s' concerns whole instances; it cannot be limited to an "
            "asset.",
            role=role,
        )


def asset_of(changes: Mapping[str, object], now: int | None) -> int | None:
    """Return what a role is to be limited to after some changes."""
    asset_id = changes.get("asset_id", now)
    return asset_id if isinstance(asset_id, int) else None


def named_assets(details: Mapping[str, Any]) -> dict[str, object]:
    """Put the names of assets into details of the log, for their ids."""
    named = dict(details)
    if "asset_id" in named:
        ids = named.pop("asset_id")
        names = asset_names(ids)
        named["limited_to"] = [names.get(asset_id, "…") for asset_id in ids]
    return named


def asset_names(asset_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Names of assets within the scope by their ids; that of None is empty."""
    rows = _rows(
        "select id, name from asset where id = any(%s)",
        [[asset_id for asset_id in asset_ids if asset_id is not None]],
    )
    return {None: "", **dict(rows)}


def _rows(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows
