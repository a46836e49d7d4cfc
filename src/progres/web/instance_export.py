"""All data of an instance to take along (Art. 20 GDPR, and the end of a contract)."""

from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django import forms
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from progres.accounts.access import Permission
from progres.audit.actions import record
from progres.database.scope import Scope
from progres.privacy.instance_export import Form, instance_archive
from progres.web.guards import TenantRequest, requires


class TakeForm(forms.Form):
    """In which form all is taken along."""

    form = forms.ChoiceField(
        label=gettext_lazy("Form of the tables"),
        choices=[(one.value, one.value.upper()) for one in Form],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRIVACY_EDIT)
def export_instance(request: TenantRequest) -> HttpResponseBase:
    """Explain what is in the archive; sent, the form is answered with it."""
    asked = TakeForm(request.POST or None)
    if request.method != "POST" or not asked.is_valid():
        context = {"tab": "export", "form": asked}
        return render(request, "privacy/instance_export.html", context)
    form = Form(asked.cleaned_data["form"])
    record(
        "tenant.exported",
        tenant_id=request.tenant.id,
        target=request.tenant.target,
        by=request.by.actor,
        at=timezone.now(),
        details={"file_form": form.value},
    )
    name = f"{request.tenant.short_name}-{timezone.localdate():%Y-%m-%d}.zip"
    return StreamingHttpResponse(
        _sent(request.by.scope, form),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _sent(scope: Scope, form: Form) -> AsyncIterator[bytes]:
    parts = instance_archive(scope, form)

    def more() -> bytes | None:
        return next(parts, None)

    while (part := await sync_to_async(more)()) is not None:
        if part:
            yield part
