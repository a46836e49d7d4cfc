"""Pages of the register of disclosures to authorities."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.privacy.disclosures import note_disclosure, search_disclosures
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.incident_form import DisclosureForm
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.refusals import done

PAGE_SIZE = 100


@require_safe
@requires(Permission.PRIVACY_VIEW)
def list_disclosures(request: TenantRequest) -> HttpResponse:
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_disclosures(request.by.scope)[first : first + PAGE_SIZE + 1]
    note_view(request, "disclosure.viewed", request.tenant.target)
    context = {"tab": "disclosures", "page": page_of(list(found), number, PAGE_SIZE)}
    return render(request, "privacy/disclosures.html", context)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def new_disclosure(request: TenantRequest) -> HttpResponse:
    now = timezone.now()
    moment = timezone.localtime().replace(second=0, microsecond=0)
    form = DisclosureForm(request.POST or None, initial={"disclosed_at": moment})
    if request.method == "POST" and form.is_valid():
        saved = done(
            form,
            lambda: note_disclosure(
                form.said(), tenant=request.tenant, by=request.by, at=now
            ),
        )
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("web:disclosures", request.tenant.id)
    context = {"tab": "disclosures", "form": form}
    return render(request, "privacy/disclosure_new.html", context)
