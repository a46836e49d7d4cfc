"""Looking at what tells of people is noted, as on the pages."""

from django.utils import timezone

from progres.accounts.looks import note_look
from progres.api.answers import ApiRequest
from progres.api.paging import Paging
from progres.audit.rules import Target


def note_list(request: ApiRequest, action: str, paging: Paging) -> None:
    """Note that a list was read; once, in however many parts it is read at a time."""
    tenant, goes_on = request.by.tenant, bool(paging.cursor)
    note_view(request, action, tenant.target, tenant_id=tenant.id, goes_on=goes_on)


def note_view(
    request: ApiRequest,
    action: str,
    target: Target,
    *,
    tenant_id: int,
    goes_on: bool = False,
) -> None:
    """Note that a single thing was read, in its instance."""
    note_look(
        action,
        target,
        tenant_id=tenant_id,
        by=request.by,
        at=timezone.now(),
        goes_on=goes_on,
    )
