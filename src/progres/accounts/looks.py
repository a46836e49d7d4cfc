"""Looking at what tells of people is noted in the instance whose people they are."""

from datetime import datetime

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target


def note_look(
    action: str, target: Target, *, tenant_id: int, by: Membership, at: datetime
) -> None:
    """Note that a person or a key looked; the instance must be in the current scope."""
    record(action, tenant_id=tenant_id, target=target, by=by.actor, at=at, is_view=True)
