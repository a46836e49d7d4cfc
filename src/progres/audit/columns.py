"""The row of a new entry: its values, and the commitments to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from progres.audit.chain import (
    commitment,
    new_salt,
    origin_group,
    storable,
    what_group,
    who_group,
)
from progres.audit.rules import Actor, Target


def columns_of(
    action: str,
    *,
    tenant_id: int,
    target: Target,
    by: Actor,
    at: datetime,
    details: Mapping[str, object],
    is_view: bool,
) -> dict[str, Any]:
    """Name and value of each column of `audit_entry` but the id."""
    actor = str(storable(by.name))[:300]
    name = str(storable(target.name))[:300]
    kept: Any = storable(details)
    origin: dict[str, Any] = {
        "ip": by.ip,
        "browser": str(storable(by.browser))[:60],
        "browser_version": str(storable(by.browser_version))[:40],
        "system": str(storable(by.system))[:60],
    }
    groups: dict[str, list[object]] = {
        "who": who_group(by.user_id, actor),
        "origin": origin_group(**origin),
        "what": what_group(target.id, name, kept),
    }
    salts = {group: new_salt() for group in groups}
    return {
        "tenant_id": tenant_id,
        "at": at,
        "action": action,
        "is_view": is_view,
        "actor_id": by.user_id,
        "actor": actor,
        **origin,
        "target_type": target.kind,
        "target_id": target.id,
        "target": name,
        "details": kept,
        **{f"{group}_salt": salt for group, salt in salts.items()},
        **{
            f"{group}_commitment": commitment(salts[group], group, values)
            for group, values in groups.items()
        },
    }
