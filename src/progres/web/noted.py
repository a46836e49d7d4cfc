"""Looking at what tells of people is noted, once for what a person opens."""

from django.utils import timezone

from progres.accounts.looks import note_look
from progres.audit.rules import Target
from progres.web.guards import TenantRequest
from progres.web.sessions import is_background


def note_view(
    request: TenantRequest, action: str, target: Target, *, tenant_id: int | None = None
) -> None:
    """Note that a person opened a page; not what a page fetches by itself.

    Nor what follows from typing or turning pages in a list that is open already.
    `tenant_id` is the instance of the thing, that of the page if there is no other.
    """
    if request.method != "GET" or request.htmx or is_background(request):
        return
    note_look(
        action,
        target,
        tenant_id=tenant_id or request.tenant.id,
        by=request.by,
        at=timezone.now(),
    )
