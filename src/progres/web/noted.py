"""Looking at what tells of people is noted, once for what a person opens."""

from django.utils import timezone

from progres.audit.actions import record
from progres.audit.rules import Target
from progres.web.guards import TenantRequest
from progres.web.sessions import is_background


def note_view(request: TenantRequest, action: str, target: Target) -> None:
    """Note that a person opened a page; not what a page fetches by itself.

    Nor what follows from typing or turning pages in a list that is open already.
    """
    if request.method != "GET" or request.htmx or is_background(request):
        return
    record(
        action,
        tenant_id=request.tenant.id,
        target=target,
        by=request.by.actor,
        at=timezone.now(),
        is_view=True,
    )


def instance_target(request: TenantRequest) -> Target:
    """The instance whose page is open."""
    return Target("tenant", str(request.tenant.id), request.tenant.name)
