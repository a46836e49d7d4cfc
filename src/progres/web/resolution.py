"""The page that says how finely whose readings are shown, and where heat data are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.metering.heat import (
    LONGEST_REASON,
    find_release,
    keep_heat,
    release_heat,
)
from progres.readings.resolution import policies_in
from progres.readings.resolution_actions import (
    MOST_DAYS,
    PolicyFields,
    add_policy,
    remove_policy,
)
from progres.readings.rules import Resolution
from progres.web.fields import offer
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.metering_words import MEDIA
from progres.web.refusals import done, told
from progres.web.role_words import role_names
from progres.web.words import Words

RESOLUTIONS: Words = {
    Resolution.RAW: pgettext_lazy("resolution", "every value"),
    Resolution.QUARTER_HOUR: pgettext_lazy("resolution", "quarter hours"),
    Resolution.HOUR: pgettext_lazy("resolution", "hours"),
    Resolution.DAY: pgettext_lazy("resolution", "days"),
    Resolution.MONTH: pgettext_lazy("resolution", "months"),
}
NO_MEDIUM = gettext_lazy("Devices without a measuring point")
EVERYBODY = gettext_lazy("Everybody")


class PolicyForm(forms.Form):
    """One step: how finely a role sees a medium, for how many days back."""

    medium = forms.ChoiceField(
        label=gettext_lazy("Medium"),
        required=False,
        choices=[("", NO_MEDIUM), *MEDIA.items()],
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    resolution = forms.ChoiceField(
        label=gettext_lazy("Finest resolution"), choices=list(RESOLUTIONS.items())
    )
    days = forms.IntegerField(
        label=gettext_lazy("For so many days back"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy(
            "What is older is shown by the next step, or else the next coarser one; "
            "empty: however old."
        ),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(slug, str(name)) for slug, name in role_names(by.scope).items()]
        offer(self, "role", [("", str(EVERYBODY)), *roles])


@reads_and_sends
@requires(Permission.PRIVACY_VIEW)
def show_resolution(request: TenantRequest) -> HttpResponse:
    """Show the steps that hold here; those who may add one."""
    by, may_edit = request.by, request.by.may(Permission.PRIVACY_EDIT)
    form = PolicyForm((request.POST or None) if may_edit else None, by=by)
    made = done(
        form,
        lambda: add_policy(
            PolicyFields(**form.cleaned_data),
            tenant=request.tenant,
            by=by,
            at=timezone.now(),
        ),
    )
    if made is not None:
        messages.success(request, _("Saved."))
        return redirect("web:resolution", request.tenant.id)
    roles = role_names(by.scope)
    context = {
        "tab": "resolution",
        "form": form if may_edit else None,
        "policies": [
            {
                "id": policy.id,
                "medium": MEDIA.get(policy.medium, NO_MEDIUM),
                "role": roles.get(policy.role, policy.role) or EVERYBODY,
                "resolution": RESOLUTIONS.get(policy.resolution, policy.resolution),
                "days": policy.days,
                "is_own": policy.tenant_id == request.tenant.id,
            }
            for policy in policies_in(by.scope, request.tenant)
        ],
        "release": find_release(by.scope, request.tenant),
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "privacy/resolution.html", context)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def remove(request: TenantRequest, policy_id: int) -> HttpResponse:
    remove_policy(policy_id, tenant=request.tenant, by=request.by, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("web:resolution", request.tenant.id)


@require_POST
@requires(Permission.PRIVACY_EDIT)
def change_heat(request: TenantRequest) -> HttpResponse:
    """Let heat data be shown elsewhere for a reason, or with none end that."""
    by, at, tenant = request.by, timezone.now(), request.tenant
    if find_release(by.scope, tenant) is not None:
        keep_heat(tenant=tenant, by=by, at=at)
        messages.success(request, _("Saved."))
    else:
        reason = request.POST.get("reason", "")
        told(
            request,
            lambda: release_heat(reason, tenant=tenant, by=by, at=at),
            _("Saved."),
        )
    return redirect("web:resolution", tenant.id)
