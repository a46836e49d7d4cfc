"""Pages of alarms: what to do next, and what happened."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.alarms.actions import (
    AlarmAlreadyAcknowledged,
    AlarmAlreadyClosed,
    acknowledge_alarm,
)
from progres.alarms.checks import BadNote
from progres.alarms.queries import STATES, get_alarm, search_alarms, search_rules
from progres.alarms.rules import Severity
from progres.database.scope import Scope
from progres.notifications.wording import SEVERITIES
from progres.web.alarm_words import NamedAlarm, named
from progres.web.device_charts import as_json, span_of
from progres.web.guards import TenantRequest, requires
from progres.web.paging import page_number, page_of
from progres.web.refusals import in_words

if TYPE_CHECKING:
    from progres.alarms.models import Alarm

PAGE_SIZE = 50
DAY = timedelta(days=1)
AROUND = timedelta(hours=6)  # shown at least before and after an alarm that is over
LIVE_RANGES = ((DAY, "24h"), (7 * DAY, "7d"), (30 * DAY, "30d"))


@require_safe
@requires(Permission.ALARMS_VIEW)
def list_alarms(request: TenantRequest) -> HttpResponse:
    state, severity = _filters(request)
    number = page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = search_alarms(request.by.scope, state=state, severity=severity)
    rows = [named(alarm) for alarm in found[first : first + PAGE_SIZE + 1]]
    context = {
        "page": page_of(rows, number, PAGE_SIZE),
        "state": state,
        "severity": severity,
        "severities": SEVERITIES,
        "is_watching": bool(rows) or _is_watching(request.by.scope),
    }
    return render(request, "alarms/list.html", context)


@require_safe
@requires(Permission.ALARMS_VIEW)
def show_alarm(request: TenantRequest, alarm_id: int) -> HttpResponse:
    scope = request.by.scope
    alarm = get_alarm(scope, alarm_id)
    row = named(alarm)
    context = {
        "row": row,
        "alarm": alarm,
        "device": alarm.device,
        "chart": _chart(row, timezone.now()),
        "rule_is_mine": alarm.rule_id is not None
        and search_rules(scope).filter(id=alarm.rule_id).exists(),
        "may_acknowledge": _is_to_be_seen(alarm)
        and request.by.may(Permission.ALARMS_ACKNOWLEDGE),
    }
    return render(request, "alarms/show.html", context)


@require_POST
@requires(Permission.ALARMS_ACKNOWLEDGE)
def acknowledge(request: TenantRequest, alarm_id: int) -> HttpResponse:
    note = request.POST.get("note", "")
    try:
        acknowledge_alarm(alarm_id, note=note, by=request.by, at=timezone.now())
        messages.success(request, _("Acknowledged."))
    except BadNote as error:
        messages.error(request, in_words(error))
    except AlarmAlreadyClosed:
        messages.info(
            request, _("This alarm is over; there is nothing to acknowledge.")
        )
    except AlarmAlreadyAcknowledged:
        messages.info(request, _("Somebody acknowledged this alarm before."))
    following = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        return redirect(following)
    return redirect("web:alarm", request.tenant.id, alarm_id)


def _is_watching(scope: Scope) -> bool:
    return search_rules(scope).filter(enabled=True).exists()


def _filters(request: TenantRequest) -> tuple[str, str]:
    state = request.GET.get("state", "")
    severity = request.GET.get("severity", "")
    return (
        state if state in STATES else "open",
        severity if severity in set(Severity) else "",
    )


def _is_to_be_seen(alarm: "Alarm") -> bool:
    return alarm.cleared_at is None and alarm.acknowledged_at is None


def _chart(row: NamedAlarm, at: datetime) -> dict[str, str]:
    """Return what <time-series-chart> takes: the value around the alarm, its limits."""
    alarm = row.alarm
    limits = [limit for limit in (alarm.low, alarm.high) if limit is not None]
    return {
        "labels": as_json({alarm.key: row.label}),
        "thresholds": as_json(
            [
                {
                    "key": alarm.key,
                    "value": limit,
                    "severity": alarm.severity,
                    "label": row.limit,
                }
                for limit in limits
            ]
        ),
        "alarms": as_json([span_of(alarm)]),
        **_period(alarm, at),
    }


def _period(alarm: "Alarm", at: datetime) -> dict[str, str]:
    """Show an open alarm live, one that is over with what was before and after."""
    if alarm.cleared_at is None:
        age = (at - alarm.raised_at) * 1.2
        fitting = [name for length, name in LIVE_RANGES if age < length]
        return {"range": fitting[0] if fitting else "1y"}
    interval = alarm.device.device_type.expected_interval
    margin = max(AROUND, 4 * interval, (alarm.cleared_at - alarm.raised_at) / 2)
    return {
        "from": (alarm.raised_at - margin).isoformat(),
        "to": (alarm.cleared_at + margin).isoformat(),
    }
