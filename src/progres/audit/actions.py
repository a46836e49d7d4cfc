from collections.abc import Mapping
from datetime import datetime

from progres.audit.models import AuditEntry
from progres.audit.rules import Actor, Target


def record(
    action: str,
    *,
    tenant_id: int,
    target: Target,
    by: Actor,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write an entry in the transaction of the change it tells of.

    `action` is noun.past_participle; `details` holds before and after of changed
    fields as {"field": [before, after]}, or other facts a reader needs.
    """
    AuditEntry(
        tenant_id=tenant_id,
        at=at,
        action=action,
        actor_id=by.user_id,
        actor=by.name,
        ip=by.ip,
        browser=by.browser,
        system=by.system,
        target_type=target.kind,
        target_id=target.id,
        target=target.name[:300],
        details=dict(details or {}),
    ).save(force_insert=True)
