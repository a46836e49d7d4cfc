"""The assistant for exchanging a meter, and taking an exchange back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.metering.exchanges import exchange_meter, undo_exchange
from progres.metering.queries import find_installed, get_meter, get_point, meters_of
from progres.readings.queries import latest_of
from progres.readings.values import Value
from progres.web.exchange_form import BOTH, KEPT, ExchangeForm
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.meter_photos import Taken, taken_so_far
from progres.web.refusals import done, told

if TYPE_CHECKING:
    from progres.metering.models import MeasuringPoint, Meter


@dataclass(frozen=True, kw_only=True)
class Assistant:
    """One point's exchange while somebody goes through its steps."""

    request: TenantRequest
    point: "MeasuringPoint"
    old: "Meter | None"
    taken: Taken

    def form(self, *args: Any, **kwargs: Any) -> ExchangeForm:
        return ExchangeForm(
            *args,
            point=self.point,
            old=self.old,
            by=self.request.by,
            chosen=self.request.POST.get("what", BOTH),
            **kwargs,
        )

    def page(
        self, step: int, form: ExchangeForm, said: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a step; the check shows what was `said`, other steps' answers go along."""
        typed, asked = self.request.POST, form.asked(step)
        elsewhere = [
            name for name in KEPT if name not in {field.name for field in asked}
        ]
        context = {
            "point": self.point,
            "old": self.old,
            "automatic": newest_value(self.request.by, self.old),
            "form": form,
            "step": step,
            "number": step + 1,
            "count": len(form.steps),
            "is_check": step == len(form.steps) - 1,
            "asked": asked,
            "kept": [(name, typed[name]) for name in elsewhere if name in typed],
            "said": said or {},
            "device": form.device,
            "taken": self.taken,
        }
        return render(self.request, "measuring_points/exchange.html", context)


@reads_and_sends
@requires(Permission.METERS_EXCHANGE)
def exchange(request: TenantRequest, point_id: int) -> HttpResponse:
    """Ask step by step, and exchange at the end; photos alone are kept before."""
    point = get_point(request.by.scope, point_id)
    assistant = Assistant(
        request=request,
        point=point,
        old=find_installed(request.by.scope, point),
        taken=taken_so_far(request, point),
    )
    if request.method != "POST":
        return assistant.page(0, assistant.form())
    typed = request.POST.dict()
    last = len(assistant.form().steps) - 1
    step = next((n for n in range(last) if typed.get("step") == str(n)), last)
    if "back" in typed:
        return assistant.page(max(step - 1, 0), assistant.form(initial=typed))
    form = assistant.form(request.POST)
    if not form.until(step).is_valid() or assistant.taken.form.errors:
        return _wrong(assistant, form, step)
    if step < last:
        following = assistant.form(initial=typed)
        following.read_by(form.device)
        return assistant.page(step + 1, following, form.cleaned_data)
    return _exchanged(assistant, form)


@reads_and_sends
@requires(Permission.METERS_EXCHANGE)
def undo(request: TenantRequest, meter_id: int) -> HttpResponse:
    """Ask before the newest exchange at a measuring point is taken back."""
    meter = get_meter(request.by.scope, meter_id)
    point = meter.measuring_point
    if request.method == "POST":
        told(
            request,
            lambda: undo_exchange(meter_id, by=request.by, at=timezone.now()),
            _("The exchange is undone."),
        )
        return redirect("web:point", request.tenant.id, point.id)
    chain = meters_of(request.by.scope, point)
    before = [one for one in chain if one.removed_at == meter.installed_at]
    context = {"meter": meter, "point": point, "before": before[-1] if before else None}
    return render(request, "measuring_points/undo.html", context)


def _wrong(assistant: Assistant, form: ExchangeForm, last: int) -> HttpResponse:
    """Show the first step in which something is wrong, the last if it is its photo."""
    steps = enumerate(form.steps)
    step = next((n for n, names in steps if form.errors.keys() & {*names}), last)
    return assistant.page(step, form, form.cleaned_data)


def newest_value(by: Membership, old: "Meter | None") -> tuple[datetime, Value] | None:
    """Find the newest register that the old meter's sensor has sent."""
    if old is None or old.device_id is None:
        return None
    latest = latest_of(by.scope, [old.device_id]).get(old.device_id)
    return latest.values.get(old.key) if latest else None


def _exchanged(assistant: Assistant, form: ExchangeForm) -> HttpResponse:
    request, point = assistant.request, assistant.point
    meter = done(
        form,
        lambda: exchange_meter(
            point.id, form.exchange, by=request.by, at=timezone.now()
        ),
    )
    if meter is None:
        return assistant.page(len(form.steps) - 1, form, form.cleaned_data)
    assistant.taken.use(request, point, meter)
    is_first = assistant.old is None
    words = _("The meter is put in.") if is_first else _("The exchange is noted.")
    messages.success(request, words)
    return redirect("web:point", request.tenant.id, point.id)
