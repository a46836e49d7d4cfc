"""How long an instance keeps what, what will be deleted when, and what was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.privacy.forecast import forecast, goes_if
from progres.privacy.kinds import BOUNDS, EVERYWHERE, MOST_DAYS, Kind, Period
from progres.privacy.models import RetentionRun
from progres.privacy.policies import (
    BadPeriod,
    Chosen,
    choose_period,
    chosen_by,
    periods_if,
    periods_in,
)
from progres.privacy.records import has_failed, last_runs, notices_to, runs_of
from progres.privacy.schedule import SLOTS
from progres.privacy.words import KINDS, NOTES
from progres.tenants.contracts import terms_of
from progres.tenants.models import Contract, Tenant
from progres.web.figures import number
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.refusals import done

RUNS_SHOWN = 50


class PeriodForm(forms.Form):
    """How long an instance keeps a kind of data."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"), min_value=1, max_value=MOST_DAYS, required=False
    )
    is_meant = forms.BooleanField(
        label=gettext_lazy("Yes, delete this"), required=False
    )

    def __init__(self, *args: Any, above: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goes = 0
        self.fields["days"].help_text = _(
            "Empty: as the instance above says, which is %(days)s days now."
        ) % {"days": number(above.days)}

    @property
    def chosen(self) -> Chosen:
        return Chosen(days=self.cleaned_data["days"])

    def asks(self, goes: int) -> bool:
        """Say whether rows would go and nobody has said yet that they may."""
        self.goes = goes
        return goes > 0 and not self.cleaned_data["is_meant"]


class DefaultForm(PeriodForm):
    """How long all instances may keep a kind of data, and do if they say nothing."""

    least_days = forms.IntegerField(
        label=gettext_lazy("Fewest days that instances can choose"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    most_days = forms.IntegerField(
        label=gettext_lazy("Most days that instances can choose"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    field_order = ("least_days", "days", "most_days", "is_meant")

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        bounds = BOUNDS[kind]
        super().__init__(
            *args, above=Period(days=bounds.default, said_by=None), **kwargs
        )
        self.fields["days"].help_text = _(
            "For all instances that say nothing themselves. All three empty: "
            "%(least)s, %(days)s and %(most)s days."
        ) % {
            "least": number(bounds.least),
            "days": number(bounds.default),
            "most": number(bounds.most),
        }

    @property
    def chosen(self) -> Chosen:
        said = self.cleaned_data
        names = ("days", "least_days", "most_days")
        return Chosen(**{name: said[name] for name in names})

    def clean(self) -> dict[str, Any]:
        """All three are said, or none."""
        said = super().clean() or {}
        given = [said.get(n) is None for n in ("days", "least_days", "most_days")]
        if any(given) and not all(given):
            raise forms.ValidationError(
                _(
                    "Say the fewest days, the default and the most days, or none of them."
                )
            )
        return said


@require_safe
@requires(Permission.PRIVACY_VIEW)
def show_retention(request: TenantRequest) -> HttpResponse:
    now, scope, tenant = timezone.now(), request.by.scope, request.tenant
    runs = last_runs(scope)
    notices = notices_to(scope, tenant)
    foreseen = forecast(scope, tenant, at=now)
    context = {
        "tab": "retention",
        "kinds": [
            {
                "forecast": one,
                **_words(one.kind),
                "source": _source(one.period, tenant),
                "run": _run(runs, one.kind, now),
                "not_before": notices.get(one.kind),
            }
            for one in foreseen
        ],
        "foretold": [
            {"name": KINDS[kind], "day": day}
            for kind, day in notices.items()
            if day > now
        ],
        "everywhere": [
            {
                **_words(kind),
                "days": EVERYWHERE.get(kind),
                "next_run": SLOTS[kind].after(now),
                "run": _run(runs, kind, now),
            }
            for kind in (*EVERYWHERE, Kind.TRACES)
        ],
        "runs": [
            {"run": run, "name": KINDS[Kind(run.kind)]}
            for run in runs_of(scope, tenant)[:RUNS_SHOWN]
        ],
        "failed": [
            KINDS[kind] for kind, run in runs.items() if has_failed(run, at=now)
        ],
        "terms": _terms(request),
    }
    return render(request, "privacy/retention.html", context)


@reads_and_sends
@requires(Permission.PRIVACY_EDIT)
def edit_period(request: TenantRequest, data_kind: str) -> HttpResponse:
    """Let people choose a period; what goes because of it is shown before it does."""
    if data_kind not in set(BOUNDS):
        raise Http404
    kind, scope, tenant = Kind(data_kind), request.by.scope, request.tenant
    form = _form(request, kind)
    if form.is_valid():
        now, before = timezone.now(), periods_in(scope)
        after = periods_if(scope, tenant, kind, form.chosen)
        asks = form.asks(goes_if(before, after, kind, at=now))
        if not asks and _chosen(request, form, kind):
            messages.success(request, _("Saved."))
            return redirect("web:retention", tenant.id)
    context = {
        "tab": "retention",
        "form": form,
        "bounds": periods_in(scope).bounds(kind),
        "is_operator": tenant.parent_id is None,
        **_words(kind),
    }
    return render(request, "privacy/period.html", context)


def _form(request: TenantRequest, kind: Kind) -> PeriodForm:
    scope, tenant = request.by.scope, request.tenant
    own = chosen_by(scope, tenant, kind)
    initial = vars(own) if own else {}
    if tenant.parent_id is None:
        return DefaultForm(request.POST or None, initial=initial, kind=kind)
    above = periods_if(scope, tenant, kind, Chosen(days=None))
    return PeriodForm(
        request.POST or None, initial=initial, above=above.period(kind, tenant.id)
    )


def _chosen(request: TenantRequest, form: PeriodForm, kind: Kind) -> bool:
    def act() -> bool:
        choose_period(
            kind,
            form.chosen,
            tenant=request.tenant,
            seen=form.goes > 0,
            by=request.by,
            at=timezone.now(),
        )
        return True

    return bool(done(form, act, beside={BadPeriod: "days"}))


def _words(kind: Kind) -> dict[str, object]:
    return {"kind": kind, "name": KINDS[kind], "note": NOTES.get(kind, "")}


def _source(period: Period, tenant: Tenant) -> str:
    if period.said_by == tenant.id and tenant.parent_id is not None:
        return _("chosen here")
    if period.said_by in {None, tenant.lineage[0]}:
        return _("the default")
    return _("chosen above")


def _run(
    runs: Mapping[Kind, RetentionRun], kind: Kind, now: datetime
) -> dict[str, object] | None:
    run = runs.get(kind)
    return {"at": run.began_at, "failed": has_failed(run, at=now)} if run else None


def _terms(request: TenantRequest) -> str:
    """What the contract says of retention, for those who may read contracts."""
    term = terms_of([request.tenant.id], at=timezone.now()).get(request.tenant.id)
    if term is None or not request.by.may(Permission.CONTRACTS_VIEW):
        return ""
    contract = Contract.objects.of(request.by.scope).filter(id=term.contract_id).first()
    return contract.retention_terms if contract else ""
