"""Data that a request restricted: lifting that, and using them all the same."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from progres.accounts.access import Permission
from progres.privacy.request_queries import get_request
from progres.privacy.restriction import NoReason, is_restricted, lift, use_restricted
from progres.web.guards import TenantRequest, requires
from progres.web.refusals import in_words, told


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRIVACY_EDIT)
def edit_restriction(request: TenantRequest, request_id: int) -> HttpResponse:
    """Ask for the reason; `what` is "lift", or "use" (Art. 18(2)), answered with CSV."""
    asked = get_request(request.by.scope, request_id)
    what = request.POST.get("what", "")
    reason = request.POST.get("reason", "")
    context = {
        "tab": "requests",
        "asked": asked,
        "is_restricted": is_restricted(asked),
        "reason": reason[:500],
    }
    if request.method != "POST" or what not in {"lift", "use"}:
        return render(request, "privacy/restriction.html", context)
    now = timezone.now()
    if what == "lift":
        told(
            request,
            lambda: lift(asked, reason=reason, by=request.by, at=now),
            _("The restriction is lifted; all is used again as before."),
        )
        return redirect("web:request", request.tenant.id, request_id)
    try:
        content = use_restricted(asked, reason=reason, by=request.by, at=now)
    except NoReason as problem:
        return render(
            request,
            "privacy/restriction.html",
            {**context, "problem": in_words(problem)},
        )
    name = f"request-{asked.id}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
