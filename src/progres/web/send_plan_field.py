"""A form field for the weekdays and hours in which devices send."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.devices.silence import BadSendPlan, SendPlan
from progres.web.refusals import in_words

Stored = Mapping[str, Any]
_HOURS = [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(25)]


class SendPlanWidget(forms.MultiWidget):
    """A box for each weekday, and from when to when."""

    template_name = "fields/send_plan.html"

    def __init__(self) -> None:
        super().__init__(
            [
                forms.CheckboxSelectMultiple(choices=list(WEEKDAYS.items())),
                forms.Select({"aria-label": gettext_lazy("From")}, _HOURS[:-1]),
                forms.Select({"aria-label": gettext_lazy("Until")}, _HOURS[1:]),
            ]
        )

    def decompress(self, value: Stored | None) -> list[object]:
        if not value:
            return [[], _HOURS[0][0], _HOURS[24][0]]
        start, end = _HOURS[value["start"]][0], _HOURS[value["end"]][0]
        return [value["weekdays"], start, end]


class SendPlanField(forms.MultiValueField):
    """A send plan as it is stored; None where no weekday is chosen."""

    widget = SendPlanWidget

    def __init__(self, **kwargs: Any) -> None:
        days = forms.MultipleChoiceField(choices=list(WEEKDAYS.items()), required=False)
        start = forms.ChoiceField(choices=_HOURS[:-1])
        end = forms.ChoiceField(choices=_HOURS[1:])
        super().__init__((days, start, end), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, object] | None:
        if not data_list or not data_list[0]:
            return None
        weekdays, start, end = data_list
        given = {
            "weekdays": weekdays,
            "start": start[:2] or 0,
            "end": end[:2] or 24,
        }
        try:
            return SendPlan.read(given).stored()
        except BadSendPlan as error:
            raise ValidationError(in_words(error)) from None


def plan_in_words(stored: Stored | None) -> str:
    """Say when devices send: "Mon–Fri, 07:00–18:00"."""
    if not stored:
        return _("at any time")
    plan = SendPlan.read(stored)
    days = ", ".join(map(_run_in_words, _runs(plan.weekdays)))
    if (plan.start, plan.end) == (0, 24):
        return days
    return f"{days}, {plan.start:02}:00–{plan.end:02}:00"


def _runs(weekdays: tuple[int, ...]) -> list[list[int]]:
    """Gather days that follow each other."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run_in_words(run: list[int]) -> str:
    first, last = str(WEEKDAYS_ABBR[run[0]]), str(WEEKDAYS_ABBR[run[-1]])
    if len(run) == 1:
        return first
    return f"{first}, {last}" if len(run) == 2 else f"{first}–{last}"
