"""Looking at what tells of people is noted, as on the pages."""

from django.utils import timezone

from progres.accounts.looks import note_look
from progres.api.answers import ApiRequest
from progres.api.paging import Paging
from progres.audit.rules import Target


def note_list(request: ApiRequest, action: str, paging: Paging) -> None:
    """Note that a list was read; once, however many parts it has."""
    if paging.cursor:
        return
    tenant = request.by.tenant
    note_view(request, action, tenant.target, tenant_id=tenant.id)


def note_view(
    request: ApiRequest, action: str, target: Target, *, tenant_id: int
) -> None:
    """Note that a single thing was read, in its instance."""
    note_look(action, target, tenant_id=tenant_id, by=request.by, at=timezone.now())
