from collections.abc import Mapping
from datetime import datetime

from progres.audit.columns import columns_of
from progres.audit.models import AuditEntry
from progres.audit.rules import Actor, Target, Thing


def record(
    action: str,
    *,
    tenant_id: int,
    target: Target,
    by: Actor,
    at: datetime,
    details: Mapping[str, object] | None = None,
    is_view: bool = False,
) -> None:
    """Write an entry in the transaction of the change it tells of; takes no lock.

    `action` is noun.past_participle and has its sentence in `web/audit_words.py`;
    `details` holds before and after of changed fields as {"field": [before, after]},
    and other facts, which are no lists. `is_view` marks entries of looking only.
    """
    AuditEntry(
        **columns_of(
            action,
            tenant_id=tenant_id,
            target=target,
            by=by,
            at=at,
            details=details or {},
            is_view=is_view,
        )
    ).save(force_insert=True)


def record_about(
    action: str,
    thing: Thing,
    *,
    by: Actor,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write an entry about a thing into the log of its instance, as `record` does."""
    record(
        action,
        tenant_id=thing.tenant_id,
        target=thing.target,
        by=by,
        at=at,
        details=details,
    )
