"""Pages of alarm rules: what is watched, how, and who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from progres.accounts.access import Permission
from progres.alarms.actions import (
    NothingToAsk,
    ask_recipient_again,
    change_rule,
    create_rule,
    delete_rule,
)
from progres.alarms.checks import BadRule, said_of_rule
from progres.alarms.queries import get_rule, recipients_of, search_alarms, search_rules
from progres.alarms.rules import RecipientState
from progres.database.scope import Scope
from progres.devices.queries import (
    search_device_types,
    search_devices,
)
from progres.readings.queries import current_state
from progres.web.alarm_rule_form import (
    AlarmRuleForm,
    initial_of,
    watchable_values,
)
from progres.web.alarm_rule_words import Watched, name_rule, watched_by
from progres.web.alarm_words import (
    named,
    rule_name,
)
from progres.web.confirmation import is_confirmed
from progres.web.guards import TenantRequest, reads_and_sends, requires
from progres.web.noted import note_view
from progres.web.refusals import done

if TYPE_CHECKING:
    from progres.alarms.models import AlarmRule, Recipient

MOST_FOUND = 20  # devices to choose from
LAST_ALARMS = 10


@require_safe
@requires(Permission.ALARMS_VIEW)
def list_rules(request: TenantRequest) -> HttpResponse:
    rules, watched = rules_asked_for(request.by.scope, request.GET)
    rules = rules.prefetch_related("recipients")
    at = timezone.now()
    rows = [
        {
            "named": name_rule(rule),
            "told": rule.recipients.all(),
            "waiting": sum(
                r.state(at) != RecipientState.CONFIRMED for r in rule.recipients.all()
            ),
        }
        for rule in rules
    ]
    return render(request, "alarm_rules/list.html", {"rows": rows, "watched": watched})


def rules_asked_for(
    scope: Scope, asked: QueryDict
) -> tuple[QuerySet["AlarmRule"], Watched | None]:
    """Find the rules of the list, and what alone they watch if the address names it."""
    device_id, type_id = asked.get("device", ""), asked.get("type", "")
    watched = Watched.find(scope, device_id=device_id, type_id=type_id)
    device = watched.device if watched else None
    rules = search_rules(scope, device_id=device.id if device else None)
    if watched and not device:
        rules = rules.filter(device_type_id=watched.device_type.id)
    return rules, watched


@require_safe
@requires(Permission.ALARMS_VIEW)
def show_rule(request: TenantRequest, rule_id: int) -> HttpResponse:
    scope, at = request.by.scope, timezone.now()
    rule = get_rule(scope, rule_id)
    alarms = search_alarms(scope, state="all", rule_id=rule_id)
    recipients = recipients_of(scope, rule_id)
    if recipients and request.by.may(Permission.ALARM_RULES_EDIT):
        target = rule.target
        note_view(request, "alarm_rule.viewed", target, tenant_id=rule.tenant_id)
    context = {
        "named": name_rule(rule),
        "rule": rule,
        "alarms": [named(alarm) for alarm in alarms[:LAST_ALARMS]],
        "recipients": [(r, r.state(at)) for r in recipients],
    }
    return render(request, "alarm_rules/show.html", context)


@reads_and_sends
@requires(Permission.ALARM_RULES_EDIT)
def add_rule(request: TenantRequest) -> HttpResponse:
    """Ask what is to be watched first, then how."""
    scope = request.by.scope
    watched = Watched.find(
        scope,
        device_id=request.GET.get("device", ""),
        type_id=request.GET.get("device_type", ""),
    )
    if watched is None:
        return _choose(request)
    initial = {"emails": request.by.user.email}
    form = _form(request, watched, initial, key=request.GET.get("key", ""))
    if form.is_valid() and _is_new(request, watched, form):
        saved_id = _create(request, watched, form)
        if saved_id:
            return redirect("web:rule", request.tenant.id, saved_id)
    return _edit_page(request, form, watched, None)


@reads_and_sends
@requires(Permission.ALARM_RULES_EDIT)
def edit_rule(request: TenantRequest, rule_id: int) -> HttpResponse:
    scope = request.by.scope
    rule = get_rule(scope, rule_id)
    watched = watched_by(rule)
    emails = [recipient.email for recipient in recipients_of(scope, rule_id)]
    form = _form(request, watched, initial_of(rule, emails), key=rule.key)
    if form.is_valid() and _change(request, rule_id, form):
        return redirect("web:rule", request.tenant.id, rule_id)
    return _edit_page(request, form, watched, rule)


@require_POST
@requires(Permission.ALARM_RULES_EDIT)
def switch_rule(request: TenantRequest, rule_id: int) -> HttpResponse:
    """Switch a rule on or off; off ends its open alarms."""
    rule = get_rule(request.by.scope, rule_id, to_change=True)
    enabled = request.POST.get("enabled") == "true"
    fields = replace(said_of_rule(rule), enabled=enabled)
    change_rule(rule_id, fields, by=request.by, at=timezone.now())
    done = _("“%s” is switched on.") if enabled else _("“%s” is switched off.")
    messages.success(request, done % rule_name(rule))
    return redirect("web:rule", request.tenant.id, rule_id)


@reads_and_sends
@requires(Permission.ALARM_RULES_EDIT)
def remove_rule(request: TenantRequest, rule_id: int) -> HttpResponse:
    scope = request.by.scope
    rule = get_rule(scope, rule_id)
    if is_confirmed(request, rule_name(rule)):
        delete_rule(rule_id, by=request.by, at=timezone.now())
        messages.success(request, _("“%s” was deleted.") % rule_name(rule))
        return redirect("web:rule_list", request.tenant.id)
    context = {
        "rule": rule,
        "open_alarms": search_alarms(scope, rule_id=rule_id).count(),
        "wrong": request.method == "POST",
    }
    return render(request, "alarm_rules/delete.html", context)


@require_POST
@requires(Permission.ALARM_RULES_EDIT)
def ask_again(request: TenantRequest, rule_id: int, recipient_id: int) -> HttpResponse:
    recipient = recipients_of(request.by.scope, rule_id).get(id=recipient_id)
    try:
        ask_recipient_again(recipient.id, by=request.by, at=timezone.now())
        messages.success(request, _("A new mail with a link is on its way."))
    except NothingToAsk:
        messages.info(request, _why_not(recipient))
    return redirect("web:rule", request.tenant.id, rule_id)


def _why_not(recipient: "Recipient") -> str:
    """Say why an address is not asked again."""
    if recipient.confirmed_at is not None:
        return _("This address has confirmed already.")
    return _("This address was asked less than ten minutes ago. Please wait a little.")


def _choose(request: TenantRequest) -> HttpResponse:
    scope, text = request.by.scope, request.GET.get("q", "").strip()
    devices = search_devices(scope, text=text)[:MOST_FOUND] if text else ()
    context = {
        "types": search_device_types(scope),
        "devices": devices,
        "text": text,
    }
    return render(request, "alarm_rules/choose.html", context)


def _form(
    request: TenantRequest, watched: Watched, initial: Mapping[str, object], *, key: str
) -> AlarmRuleForm:
    """Make the form; `key` stays on offer even if the type no longer has it."""
    sent: Sequence[str] = [key] if key else []
    if watched.device is not None:
        state = current_state(request.by.scope, watched.device.id)
        numbers = [v.key for v in state.values if isinstance(v.value, int | float)]
        sent = [*numbers, *(k for k in sent if k not in numbers)]
    values = watchable_values(watched.device_type.value_specs, sent)
    return AlarmRuleForm(
        request.POST or None, initial={"key": key, **initial}, values=values
    )


def _edit_page(
    request: TenantRequest,
    form: AlarmRuleForm,
    watched: Watched,
    rule: "AlarmRule | None",
) -> HttpResponse:
    context = {"form": form, "watched": watched, "rule": rule}
    return render(request, "alarm_rules/edit.html", context)


def _is_new(request: TenantRequest, watched: Watched, form: AlarmRuleForm) -> bool:
    """Refuse a rule that is there already, so that sending it twice makes no second one."""
    device = watched.device
    same = search_rules(request.by.scope).filter(
        tenant=device.tenant if device else request.tenant,
        device=device,
        device_type=None if device else watched.device_type,
        **asdict(form.rule_fields),
    )
    if not same.exists():
        return True
    form.add_error("name", _("There is already a rule like this; change one of them."))
    return False


def _create(
    request: TenantRequest, watched: Watched, form: AlarmRuleForm
) -> int | None:
    device = watched.device
    rule = done(
        form,
        lambda: create_rule(
            form.rule_fields,
            tenant=device.tenant if device else request.tenant,
            device=device,
            device_type=None if device else watched.device_type,
            emails=form.cleaned_data["emails"],
            by=request.by,
            at=timezone.now(),
        ),
        beside={BadRule: "emails"},
    )
    if rule is None:
        return None
    messages.success(request, _("The rule “%s” is active.") % rule_name(rule))
    return rule.id


def _change(request: TenantRequest, rule_id: int, form: AlarmRuleForm) -> bool:
    emails = form.cleaned_data["emails"]
    rule = done(
        form,
        lambda: change_rule(
            rule_id, form.rule_fields, emails=emails, by=request.by, at=timezone.now()
        ),
        beside={BadRule: "emails"},
    )
    if rule is None:
        return False
    messages.success(request, _("Saved."))
    return True
