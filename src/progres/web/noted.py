"""Looking at what tells of people is noted, once for what a person opens."""

from django.utils import timezone

from progres.accounts.looks import note_look
from progres.audit.rules import Target
from progres.web.guards import TenantRequest
from progres.web.paging import page_number
from progres.web.sessions import is_background


def note_view(
    request: TenantRequest,
    action: str,
    target: Target,
    *,
    tenant_id: int | None = None,
    goes_on: bool = False,
) -> None:
    """Note that a person opened a page.

    What a page fetches by itself goes on with that, as do typing and turning pages in a
    list that is open already, a form that is shown again, and what else `goes_on`.
    `tenant_id` is the instance of the thing, that of the page if there is no other.
    """
    if request.method == "HEAD":
        return
    is_part = bool(request.htmx) or is_background(request)
    is_more = is_part or page_number(request) > 1 or request.method == "POST"
    note_look(
        action,
        target,
        tenant_id=tenant_id or request.tenant.id,
        by=request.by,
        at=timezone.now(),
        goes_on=goes_on or is_more,
    )
