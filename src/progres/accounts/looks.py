"""Looking at what tells of people is noted in the instance whose people they are."""

from datetime import datetime, timedelta

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.queries import was_noted
from progres.audit.rules import Target

# One look may go on as long without an entry of its own.
GOES_ON = timedelta(hours=1)


def note_look(
    action: str,
    target: Target,
    *,
    tenant_id: int,
    by: Membership,
    at: datetime,
    goes_on: bool = False,
) -> None:
    """Note that a person or a key looked; the instance must be in the current scope.

    What says of itself that it `goes_on` with a look is noted, too, unless the log has
    that look: what a browser or a program says saves entries, and hides none.
    """
    actor, since = by.actor, at - GOES_ON
    if goes_on and was_noted(
        action, target, tenant_id=tenant_id, by=actor, since=since
    ):
        return
    record(action, tenant_id=tenant_id, target=target, by=actor, at=at, is_view=True)
