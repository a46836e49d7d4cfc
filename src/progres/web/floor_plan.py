"""Floor plans with devices on them: shown with an asset, and a page to place them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.access import Permission
from progres.assets.queries import get_asset
from progres.dashboards.queries import states_of
from progres.database.scope import Scope
from progres.devices.plans import (
    MOST_ON_A_PLAN,
    Spot,
    not_on_plan,
    place_on_plan,
    places_on,
)
from progres.files.queries import find_plan
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done
from progres.web.words import STATES

if TYPE_CHECKING:
    from progres.assets.models import Asset
    from progres.devices.models import Device

PERCENT = 100
HALF_SAID = gettext_lazy("Both numbers are needed, or none.")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A device with its state, and where it is on a plan in percent; None: nowhere."""

    device: "Device"
    state: str
    state_label: str
    x: float | None = None
    y: float | None = None


def marks_on(scope: Scope, asset: "Asset") -> list[Mark]:
    """Devices on the plan of an asset."""
    places = list(places_on(scope, asset)[:MOST_ON_A_PLAN])
    spots = {p.device_id: {"x": _percent(p.x), "y": _percent(p.y)} for p in places}
    return list(_marks(scope, [place.device for place in places], spots))


def _marks(
    scope: Scope,
    devices: "Sequence[Device]",
    spots: Mapping[int, Mapping[str, float]],
) -> Iterator[Mark]:
    states = states_of(scope, [device.id for device in devices], at=timezone.now())
    for device in devices:
        if state := states.get(device.id):
            label, spot = str(STATES[state]), spots.get(device.id, {})
            yield Mark(device=device, state=state, state_label=label, **spot)


def _percent(part: float) -> float:
    return round(part * PERCENT, 1)


class PlacesForm(forms.Form):
    """For each device two numbers: percent of the plan from the left and from the top."""

    def __init__(self, marks: Sequence[Mark], data: Any) -> None:
        super().__init__(data)
        self.marks = marks
        for mark in marks:
            for axis, label in (
                ("x", _("%s: percent from the left")),
                ("y", _("%s: percent from the top")),
            ):
                name = f"{axis}{mark.device.id}"
                self.fields[name] = forms.FloatField(
                    required=False,
                    min_value=0,
                    max_value=PERCENT,
                    localize=True,
                    initial=getattr(mark, axis),
                    label=label % mark.device.name,
                    widget=forms.TextInput(
                        {
                            "inputmode": "decimal",
                            "autocomplete": "off",
                            "class": "form-control plan-number",
                            "aria-label": label % mark.device.name,
                        }
                    ),
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for mark in self.marks:
            names = f"x{mark.device.id}", f"y{mark.device.id}"
            if any(name in self.errors for name in names):
                continue
            given = [said.get(name) is not None for name in names]
            if any(given) and not all(given):
                self.add_error(names[given.index(False)], HALF_SAID)
        return said

    @property
    def rows(self) -> list[tuple[Mark, forms.BoundField, forms.BoundField]]:
        return [
            (mark, self[f"x{mark.device.id}"], self[f"y{mark.device.id}"])
            for mark in self.marks
        ]

    def spots(self) -> dict[int, Spot | None]:
        """What was changed, by the ids of the devices."""
        return {
            mark.device.id: _spot(self.cleaned_data, mark.device.id)
            for mark in self.marks
            if {f"x{mark.device.id}", f"y{mark.device.id}"} & set(self.changed_data)
        }


def _spot(said: dict[str, Any], device_id: int) -> Spot | None:
    x, y = said[f"x{device_id}"], said[f"y{device_id}"]
    return None if x is None else Spot(x=x / PERCENT, y=y / PERCENT)


@reads_and_sends
@requires(Permission.ASSETS_EDIT, Permission.DEVICES_VIEW)
def edit_places(request: TenantRequest, asset_id: int) -> HttpResponse:
    """Place devices on the plan of an asset."""
    scope = request.by.scope
    asset = get_asset(scope, asset_id)
    back = reverse("web:asset", args=[request.tenant.id, asset.id]) + "#plan"
    plan = find_plan(scope, asset.id)
    if plan is None:
        return redirect("web:asset_plan_edit", request.tenant.id, asset.id)
    others = not_on_plan(scope, asset)
    marks = [*marks_on(scope, asset), *_marks(scope, others, {})]
    form = PlacesForm(marks, request.POST or None)
    kept = done(
        form,
        lambda: place_on_plan(asset_id, form.spots(), by=request.by, at=timezone.now()),
    )
    if kept:
        messages.success(request, _("The places on the plan are saved."))
        return redirect(back)
    context = {
        "form": form,
        "asset": asset,
        "plan": plan,
        "back": back,
        "has_more": len(others) == MOST_ON_A_PLAN,
    }
    return render(request, "assets/places.html", context)
