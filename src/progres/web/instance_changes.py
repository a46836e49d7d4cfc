"""Making, changing, moving and archiving instances."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from progres.accounts.access import Permission
from progres.dashboards.instances import places_named
from progres.database.scope import scoped
from progres.devices.moving import move_instance
from progres.tenants.actions import ShortNameInUse, change_tenant, create_tenant
from progres.tenants.logos import has_own_logo, remove_logo, set_logo
from progres.tenants.models import Tenant
from progres.tenants.placing import archive_tenant, unarchive_tenant
from progres.tenants.queries import get_tenant
from progres.web.confirmation import is_confirmed
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.instance_form import InstanceForm, said_of
from progres.web.numbers import number_in
from progres.web.refusals import ByKind, done, told

MOST_TARGETS = 20
BESIDE: ByKind[str] = {ShortNameInUse: "short_name"}


@reads_and_sends
@requires(Permission.TENANTS_CREATE)
def add_instance(request: TenantRequest) -> HttpResponse:
    """Make an instance below this one, or below another in reach."""
    asked = request.POST.get("below") or request.GET.get("below") or ""
    scope = request.by.scope
    parent = get_tenant(scope, number_in(asked) or request.tenant.id)
    form = InstanceForm(
        request.POST or None,
        request.FILES or None,
        from_above=True,
        initial={"time_zone": parent.time_zone, "language": parent.language},
    )
    if made := done(form, lambda: _make(request, form, parent), beside=BESIDE):
        messages.success(request, _("The instance was made."))
        return redirect("web:instance", request.tenant.id, made.id)
    return render(request, "instances/new.html", {"form": form, "parent": parent})


@reads_and_sends
@requires(Permission.TENANTS_EDIT)
def edit_instance(request: TenantRequest, instance_id: int) -> HttpResponse:
    scope = request.by.scope
    tenant = get_tenant(scope, instance_id)
    from_above = tenant.parent_id is None or tenant.parent_id in scope.tenant_ids
    form = InstanceForm(
        request.POST or None,
        request.FILES or None,
        from_above=from_above,
        has_logo=has_own_logo(scope, tenant.id),
        initial=said_of(tenant),
    )
    if done(form, lambda: _change(request, form, tenant), beside=BESIDE):
        messages.success(request, _("Saved."))
        return redirect("web:instance", request.tenant.id, tenant.id)
    return render(request, "instances/edit.html", {"form": form, "tenant": tenant})


class MoveForm(forms.Form):
    """Where an instance is to be."""

    parent = forms.TypedChoiceField(
        label=gettext_lazy("New instance above"),
        coerce=int,
        widget=forms.RadioSelect,
    )


@reads_and_sends
@requires(Permission.TENANTS_EDIT)
def move(request: TenantRequest, instance_id: int) -> HttpResponse:
    """Search the instance that another is to be below, and move it there."""
    scope, now = request.by.scope, timezone.now()
    tenant = get_tenant(scope, instance_id)
    text = request.GET.get("q", "").strip()[:100]
    if request.method == "POST":
        target = number_in(request.POST.get("parent", "")) or 0
        if told(
            request,
            lambda: move_instance(tenant.id, target, by=request.by, at=now),
            _("The instance was moved."),
        ):
            return redirect("web:instance", request.tenant.id, tenant.id)
    found = places_named(scope, text, most=MOST_TARGETS)
    targets = [
        (target, list(above.values()))
        for target, above in found
        if tenant.id not in target.lineage and target.id != tenant.parent_id
    ]
    context = {
        "tenant": tenant,
        "targets": targets[:MOST_TARGETS],
        "more": len(found) > MOST_TARGETS,
        "text": text,
        "is_from_above": tenant.parent_id in scope.tenant_ids,
    }
    return render(request, "instances/move.html", context)


@reads_and_sends
@requires(Permission.TENANTS_EDIT)
def archive(request: TenantRequest, instance_id: int) -> HttpResponse:
    scope = request.by.scope
    tenant = get_tenant(scope, instance_id)
    if is_confirmed(request, tenant.name):
        by, now = request.by.actor, timezone.now()
        told(
            request,
            lambda: archive_tenant(tenant.id, scope=scope, by=by, at=now),
            _("The instance was archived."),
        )
        return redirect("web:instance", request.tenant.id, tenant.id)
    context = {"tenant": tenant, "wrong": request.method == "POST"}
    return render(request, "instances/archive.html", context)


@require_POST
@requires(Permission.TENANTS_EDIT)
def unarchive(request: TenantRequest, instance_id: int) -> HttpResponse:
    scope, by, now = request.by.scope, request.by.actor, timezone.now()
    told(
        request,
        lambda: unarchive_tenant(instance_id, scope=scope, by=by, at=now),
        _("The instance was brought back."),
    )
    return redirect("web:instance", request.tenant.id, instance_id)


def _make(request: TenantRequest, form: InstanceForm, parent: Tenant) -> Tenant:
    by, at = request.by.actor, timezone.now()
    tenant = create_tenant(**form.said, parent=parent, by=by, at=at)
    if logo := form.cleaned_data.get("logo"):
        scope = request.by.scope.with_one(tenant.id)
        with scoped(scope):
            set_logo(tenant.id, logo, scope=scope, by=by, at=at)
    return tenant


def _change(request: TenantRequest, form: InstanceForm, tenant: Tenant) -> Tenant:
    scope, by, at = request.by.scope, request.by.actor, timezone.now()
    changed = change_tenant(tenant.id, form.said, scope=scope, by=by, at=at)
    if logo := form.cleaned_data.get("logo"):
        set_logo(tenant.id, logo, scope=scope, by=by, at=at)
    elif form.cleaned_data.get("remove_logo"):
        remove_logo(tenant.id, scope=scope, by=by, at=at)
    return changed
