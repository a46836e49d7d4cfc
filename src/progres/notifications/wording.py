"""What templates of mails are given, in the language that is switched on."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from progres.notifications.notices import (
    Acknowledgement,
    Addressee,
    AlarmEvent,
    AlarmNotice,
    Recovery,
)
from progres.notifications.rules import written_number, written_time

# From the gravest down; pages name them alike.
SEVERITIES = {
    "critical": pgettext_lazy("severity", "Critical"),
    "major": pgettext_lazy("severity", "Major"),
    "minor": pgettext_lazy("severity", "Minor"),
    "warning": pgettext_lazy("severity", "Warning"),
    "info": pgettext_lazy("severity", "Note"),
}
LIMITS = {
    "above": gettext_lazy("more than %(high)s"),
    "below": gettext_lazy("less than %(low)s"),
    "outside": gettext_lazy("less than %(low)s or more than %(high)s"),
}


def alarm_context(
    notice: AlarmNotice, event: AlarmEvent, to: Addressee
) -> dict[str, object]:
    """Fill a template of alarms; only insiders get facts about device and people."""
    return {
        "subject": _subject(notice, event, insider=to.insider),
        "label": _label(notice),
        "now": _number(notice, event.value) if isinstance(event, Recovery) else "",
        "facts": _facts(notice, event, insider=to.insider),
        "link": f"{settings.BASE_URL}/i/{notice.tenant_id}/alarms/{notice.alarm_id}/",
        "withdraw_link": withdraw_link(to),
        "to": to,
    }


def question_context(
    token: str, *, tenant_name: str, to: Addressee
) -> dict[str, object]:
    """Fill the template of the mail that asks an address to confirm."""
    subject = _("Alarms of %(name)s: may they be sent to you?")
    return {
        "subject": subject % {"name": tenant_name},
        "tenant_name": tenant_name,
        "link": f"{settings.BASE_URL}/recipients/confirm/{quote(token)}/",
        "to": to,
    }


def _subject(notice: AlarmNotice, event: AlarmEvent, *, insider: bool) -> str:
    """Say what happened; only insiders read which device it was."""
    value = _number(notice, notice.value)
    alarm = f"{SEVERITIES[notice.severity]}: {_label(notice)} {value}"
    if insider:
        alarm = f"{alarm} · {notice.device_name}"
    if isinstance(event, Acknowledgement):
        return _("Acknowledged – %(alarm)s") % {"alarm": alarm}
    if isinstance(event, Recovery):
        return _("Over – %(alarm)s") % {"alarm": alarm}
    return alarm


def withdraw_link(to: Addressee) -> str:
    """Return the address at which somebody without an account ends these mails."""
    if not to.withdrawal:
        return ""
    token = quote(to.withdrawal, safe=":")
    return f"{settings.BASE_URL}/recipients/withdraw/{token}/"


def _facts(
    notice: AlarmNotice, event: AlarmEvent, *, insider: bool
) -> list[tuple[str, str]]:
    """Pairs of name and text, without those that have no text.

    Whoever is no insider reads limit and times alone: a rule may bear a name, too.
    """
    facts = [
        (_("Alarm if"), _limit(notice)),
        (_("Rule"), notice.rule_name if insider else ""),
        (_("Since"), _time(notice.raised_at, notice)),
    ]
    if isinstance(event, Recovery):
        facts.append((_("Until"), _time(event.at, notice)))
    return [(name, text) for name, text in facts if text] + (
        _inside_facts(notice, event) if insider else []
    )


def _inside_facts(notice: AlarmNotice, event: AlarmEvent) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if isinstance(event, Acknowledgement):
        seen = f"{event.by}, {_time(event.at, notice)}"
        facts += [(_("Acknowledged by"), seen), (_("Note"), event.note)]
    facts += [
        (_("Device"), notice.device_name),
        (_("Site"), notice.site),
        (_("Place"), notice.installation_place),
        (_("Instance"), notice.tenant_name),
    ]
    return [(name, text) for name, text in facts if text]


def _limit(notice: AlarmNotice) -> str:
    low, high = (
        "" if limit is None else _number(notice, limit)
        for limit in (notice.low, notice.high)
    )
    return str(LIMITS[notice.type]) % {"low": low, "high": high}


def _label(notice: AlarmNotice) -> str:
    return notice.label_de if get_language() == "de" else notice.label_en


def _number(notice: AlarmNotice, value: float) -> str:
    return written_number(value, notice.unit, get_language() or "de")


def _time(time: datetime, notice: AlarmNotice) -> str:
    return written_time(time, notice.time_zone, get_language() or "de")
