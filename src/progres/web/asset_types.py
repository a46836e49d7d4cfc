"""Pages of types of assets that an instance makes itself."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.assets.checks import AssetTypeFields, said_of_type
from progres.assets.queries import get_asset_type, search_asset_types
from progres.assets.rules import MOST_FIELDS
from progres.assets.type_actions import (
    AssetTypeExists,
    change_asset_type,
    create_asset_type,
    delete_asset_type,
)
from progres.web.asset_words import FIELD_KINDS
from progres.web.confirmation import is_confirmed
from progres.web.fields import LineField
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done, told

if TYPE_CHECKING:
    from progres.assets.models import AssetType

BETWEEN = ";"  # choices


class AssetTypeForm(forms.Form):
    """What people say of a type, but for its fields."""

    name = LineField(label=gettext_lazy("Name"), max_length=100)
    shared = forms.BooleanField(
        label=gettext_lazy("Also for the instances below"), required=False, initial=True
    )


class FieldForm(forms.Form):
    """One field that is asked of assets of the type."""

    key = LineField(label=gettext_lazy("Key"), max_length=40)
    label_de = LineField(
        label=gettext_lazy("In German"), max_length=100, required=False
    )
    label_en = LineField(
        label=gettext_lazy("In English"), max_length=100, required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[*FIELD_KINDS.items()])
    unit = LineField(label=gettext_lazy("Unit"), max_length=20, required=False)
    choices = LineField(label=gettext_lazy("Choices"), max_length=2000, required=False)
    required = forms.BooleanField(label=gettext_lazy("Required"), required=False)


if TYPE_CHECKING:
    _FormSet = BaseFormSet[FieldForm]
else:
    _FormSet = BaseFormSet


class _Fields(_FormSet):
    def add_fields(self, form: FieldForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")


FieldFormSet = formset_factory(
    FieldForm, formset=_Fields, extra=3, can_delete=True, max_num=MOST_FIELDS
)


@require_safe
@requires(Permission.ASSETS_VIEW)
def list_types(request: TenantRequest) -> HttpResponse:
    types = search_asset_types(request.by.scope)
    own = request.by.scope.tenant_ids
    rows = [{"type": item, "is_own": item.tenant_id in own} for item in types]
    return render(request, "asset_types/list.html", {"rows": rows})


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def add_type(request: TenantRequest) -> HttpResponse:
    return _edit(request, None)


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def edit_type(request: TenantRequest, asset_type_id: int) -> HttpResponse:
    own = replace(request.by.scope, ancestor_ids=frozenset())
    return _edit(request, get_asset_type(own, asset_type_id))


@reads_and_sends
@requires(Permission.ASSETS_EDIT)
def remove_type(request: TenantRequest, asset_type_id: int) -> HttpResponse:
    own = replace(request.by.scope, ancestor_ids=frozenset())
    asset_type = get_asset_type(own, asset_type_id)
    if is_confirmed(request, asset_type.name):
        told(
            request,
            lambda: delete_asset_type(asset_type_id, by=request.by, at=timezone.now()),
            _("%s was deleted.") % asset_type.name,
        )
        return redirect("web:asset_type_list", request.tenant.id)
    context = {"type": asset_type, "wrong": request.method == "POST"}
    return render(request, "asset_types/delete.html", context)


def _edit(request: TenantRequest, asset_type: "AssetType | None") -> HttpResponse:
    said = vars(said_of_type(asset_type)) if asset_type else {}
    form = AssetTypeForm(request.POST or None, initial=said)
    specs = [_shown(spec) for spec in said.get("field_specs", ())]
    rows = FieldFormSet(request.POST or None, initial=specs)
    act = partial(_save, request, asset_type, form, rows)
    if not rows.is_valid():
        form.is_valid()  # so that both say what is wrong
    elif done(form, act, beside={AssetTypeExists: "name"}):
        messages.success(request, _("Saved."))
        return redirect("web:asset_type_list", request.tenant.id)
    context = {"type": asset_type, "form": form, "rows": rows}
    return render(request, "asset_types/edit.html", context)


def _save(
    request: TenantRequest,
    asset_type: "AssetType | None",
    form: AssetTypeForm,
    rows: _FormSet,
) -> "AssetType":
    fields = AssetTypeFields(**form.cleaned_data, field_specs=_specs_of(rows))
    by, at = request.by, timezone.now()
    if asset_type is None:
        return create_asset_type(fields, tenant=request.tenant, by=by, at=at)
    return change_asset_type(asset_type.id, fields, by=by, at=at)


def _specs_of(rows: _FormSet) -> list[dict[str, Any]]:
    """Return the fields that are filled in and not marked for removal."""
    return [
        {**said, "choices": said["choices"].split(BETWEEN)}
        for row in rows.forms
        if (said := row.cleaned_data) and said.get("key") and not said.get("DELETE")
    ]


def _shown(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {**spec, "choices": f"{BETWEEN} ".join(spec["choices"])}
