"""Pages of the operator: what is asked of the platform, and the requests of a week."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from progres.accesslog import queries
from progres.accesslog.periods import Period, span_of
from progres.accounts.access import Permission
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.web.access_chart import chart_of
from progres.web.guards import TenantRequest, requires
from progres.web.paging import page_number, page_of
from progres.web.words import Words

PAGE_SIZE = 100
PERIODS: Words = {
    Period.DAY: _("24 hours"),
    Period.WEEK: _("7 days"),
    Period.YEAR: _("12 months"),
}
ANSWERS: Words = {
    "2": pgettext_lazy("how a request was answered", "Answered"),
    "3": pgettext_lazy("how a request was answered", "Led elsewhere"),
    "4": pgettext_lazy("how a request was answered", "Refused"),
    "5": pgettext_lazy("how a request was answered", "Failed"),
}


@require_safe
@requires(Permission.ACCESS_LOG_VIEW)
def show_statistics(request: TenantRequest) -> HttpResponse:
    asked = request.GET.get("period", "")
    period = Period(asked) if asked in PERIODS else Period.DAY
    zone = ZoneInfo(request.tenant.time_zone)
    found = queries.statistics_of(span_of(period, at=timezone.now(), zone=zone))
    context = {
        "tab": "statistics",
        "period": period,
        "periods": PERIODS,
        "found": found,
        "chart": chart_of(found.pieces, period),
    }
    return render(request, "access_log/statistics.html", context)


@require_safe
@requires(Permission.ACCESS_LOG_VIEW)
def list_requests(request: TenantRequest) -> HttpResponse:
    """Show who asked for what; that somebody looked is noted."""
    text, number = request.GET.get("q", "").strip(), page_number(request)
    answer = request.GET.get("answer", "")
    found = queries.search_requests(
        text,
        status_class=int(answer) if answer in ANSWERS else 0,
        at=timezone.now(),
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE + 1,
    )
    _note_look(request, text)
    context = {
        "tab": "requests",
        "page": page_of(found, number, PAGE_SIZE),
        "text": text,
        "answer": answer,
        "answers": ANSWERS,
    }
    return render(request, "access_log/requests.html", context)


def _note_look(request: TenantRequest, text: str) -> None:
    """Note in the audit log who looked; not at which address, which is kept there longer."""
    record(
        "access_log.viewed",
        tenant_id=request.tenant.id,
        target=Target("access_log", "", "access log"),
        by=request.by.actor,
        at=timezone.now(),
        details={"of_one_address": queries.is_address(text)},
        is_view=True,
    )
