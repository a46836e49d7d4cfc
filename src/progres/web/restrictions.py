"""Data that a request restricted: lifting that, and using them all the same."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from progres.accounts.access import Permission
from progres.privacy.request_queries import get_request
from progres.privacy.restriction import (
    LONGEST_REASON,
    is_restricted,
    lift,
    use_restricted,
)
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, requires
from progres.web.refusals import done, told


class ReasonForm(forms.Form):
    """Why restricted data are touched; it stands in the audit log."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRIVACY_EDIT)
def edit_restriction(request: TenantRequest, request_id: int) -> HttpResponse:
    """Ask for the reason; `what` is "lift", or "use" (Art. 18(2)), answered with CSV."""
    asked = get_request(request.by.scope, request_id)
    form = ReasonForm(request.POST or None)
    now, what = timezone.now(), request.POST.get("what", "")
    if what == "lift" and form.is_valid():
        reason = form.cleaned_data["reason"]
        told(
            request,
            lambda: lift(asked, reason=reason, by=request.by, at=now),
            _("The restriction is lifted; all is used again as before."),
        )
        return redirect("web:request", request.tenant.id, request_id)
    if what == "use":
        content = done(
            form,
            lambda: use_restricted(
                asked, reason=form.cleaned_data["reason"], by=request.by, at=now
            ),
        )
        if content is not None:
            name = f"request-{asked.id}.csv"
            return HttpResponse(
                content,
                content_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    context = {
        "tab": "requests",
        "asked": asked,
        "is_restricted": is_restricted(asked),
        "form": form,
    }
    return render(request, "privacy/restriction.html", context)
