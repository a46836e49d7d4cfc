"""The page on which many devices are changed, moved or deleted at once.

The address says which; a preview does it all and takes it back, so that it tells what
would become of each.
"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.database.progress import new_mark, telling, told
from progres.devices.bulk import edit_devices
from progres.devices.deleting import delete_devices
from progres.devices.moving_devices import move_devices
from progres.devices.selection import MOST_DEVICES, Plan
from progres.tenants.queries import get_tenant, search_tenants
from progres.web.device_bulk_form import DeleteForm, EditForm, MoveForm
from progres.web.device_selection import Selection, selection_of
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done, in_words

SHOWN = 50  # of the devices that are touched or refused
FORMS: dict[str, Callable[..., forms.Form]] = {
    "edit": EditForm,
    "move": MoveForm,
    "delete": DeleteForm,
}


@reads_and_sends
@requires(Permission.DEVICES_EDIT)
def change_many(request: TenantRequest) -> HttpResponse:
    """Ask, show a preview, and do it when the number that was shown is still right."""
    selection = selection_of(request.GET, by=request.by, at=timezone.now())
    what = request.GET.get("what", "edit")
    what = what if what in FORMS else "edit"
    form = FORMS[what](request.POST or None, by=request.by)
    plan = None
    if request.method == "POST" and not selection.is_too_large:
        is_sure = request.POST.get("sure") == str(len(selection.ids))
        plan = done(form, lambda: _done(request, form, selection, sure=is_sure))
        if plan is not None and is_sure:
            messages.success(request, _told(what, plan))
            _tell_refused(request, plan)
            return redirect("web:device_list", request.tenant.id)
    return render(
        request,
        "devices/bulk.html",
        {
            "what": what,
            "form": form,
            "selection": selection,
            "count": len(selection.ids),
            "most": MOST_DEVICES,
            "plan": plan,
            "refused": [(device, in_words(why)) for device, why in plan.refused[:SHOWN]]
            if plan
            else (),
            "touched": plan.touched[:SHOWN] if plan else (),
            "has_places": search_tenants(request.by.scope).count() > 1,
            "mark": new_mark(),
        },
    )


@require_safe
@requires(Permission.DEVICES_EDIT)
def show_progress(request: TenantRequest) -> JsonResponse:
    """Answer how far it is what the person sent with this mark; nulls: nothing is."""
    found = told(request.by.user.id, request.GET.get("mark", ""))
    done, total = found or (None, None)
    return JsonResponse({"done": done, "total": total})


def _done(
    request: TenantRequest,
    form: forms.Form,
    selection: Selection,
    *,
    sure: bool,
) -> Plan:
    """Do it, and take it back where nobody is sure yet."""
    by, at, ids = request.by, timezone.now(), selection.ids
    progress = telling(by.user.id, request.POST.get("mark", ""))
    with transaction.atomic():
        match form:
            case EditForm():
                plan = edit_devices(ids, form.change, by=by, at=at, progress=progress)
            case MoveForm():
                to = get_tenant(by.scope, form.cleaned_data["tenant"])
                plan = move_devices(ids, to, by=by, at=at, progress=progress)
            case _:
                plan = delete_devices(ids, by=by, at=at, progress=progress)
        transaction.set_rollback(not sure)
    return plan


def _told(what: str, plan: Plan) -> str:
    count = len(plan.touched)
    words = {
        "edit": ngettext(
            "%(count)d device changed.", "%(count)d devices changed.", count
        ),
        "move": ngettext("%(count)d device moved.", "%(count)d devices moved.", count),
        "delete": ngettext(
            "%(count)d device deleted.", "%(count)d devices deleted.", count
        ),
    }
    return words[what] % {"count": count}


def _tell_refused(request: TenantRequest, plan: Plan) -> None:
    for device, why in plan.refused[:5]:
        messages.warning(request, f"{device.name}: {in_words(why)}")
