"""The form of an alarm rule, which reads like a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.alarms.checks import (
    FARTHEST_LIMIT,
    HIGHEST_COUNT,
    LIMITS_OF,
    LONGEST_HOLD,
    MAX_RECIPIENTS,
    RuleFields,
    said_of_rule,
)
from progres.alarms.rules import LimitType, Severity
from progres.devices.rules import ValueKind, label_of
from progres.notifications.wording import SEVERITIES
from progres.web.alarm_words import (
    label_in_words,
    names_itself,
    own_name,
)
from progres.web.fields import EmailsField, LineField, SpanField

if TYPE_CHECKING:
    from progres.alarms.models import AlarmRule

WATCHABLE = {ValueKind.GAUGE, ValueKind.COUNTER, ValueKind.STATE}
TOO_FAR = gettext_lazy("Possible are −1,000,000,000 to 1,000,000,000.")
TYPE_NAMES = [
    (LimitType.ABOVE, gettext_lazy("is above")),
    (LimitType.BELOW, gettext_lazy("is below")),
    (LimitType.OUTSIDE, gettext_lazy("is outside")),
]


@dataclass(frozen=True, kw_only=True)
class Watchable:
    """A value that a rule can watch."""

    key: str
    label: str
    unit: str

    @property
    def words(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label


def watchable_values(
    specs: Sequence[Mapping[str, str]], sent_keys: Sequence[str]
) -> list[Watchable]:
    """Return the numbers and states of a type, then undescribed keys that were sent."""
    described = {spec["key"] for spec in specs}
    keys = [spec["key"] for spec in specs if spec["kind"] in WATCHABLE]
    keys += [key for key in sent_keys if key not in described]
    return [
        Watchable(
            key=key,
            label=label_in_words(specs, key),
            unit=label_of(specs, key).unit,
        )
        for key in keys
    ]


class ValueSelect(forms.Select):
    """Choices of values, each of which knows its unit."""

    units: Mapping[str, str] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["data-unit"] = self.units.get(str(option["value"]), "")
        return option


def _number(label: Any) -> forms.FloatField:
    """A number of at most nine digits before the separator."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.FloatField(
        label=label,
        required=False,
        localize=True,
        widget=widget,
        min_value=-FARTHEST_LIMIT,
        max_value=FARTHEST_LIMIT,
        error_messages=dict.fromkeys(("min_value", "max_value"), TOO_FAR),
    )


class AlarmRuleForm(forms.Form):
    """When which value raises what, and who is told."""

    key = forms.ChoiceField(label=gettext_lazy("Value"), widget=ValueSelect)
    type = forms.ChoiceField(label=gettext_lazy("Condition"), choices=TYPE_NAMES)
    low = _number(gettext_lazy("Lower limit"))
    high = _number(gettext_lazy("Upper limit"))
    hold = SpanField(
        label=gettext_lazy("Duration"),
        least=timedelta(0),
        most=LONGEST_HOLD,
        initial=timedelta(0),
    )
    count = forms.IntegerField(
        label=gettext_lazy("Number of readings"),
        min_value=1,
        max_value=HIGHEST_COUNT,
        initial=1,
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"),
        choices=list(SEVERITIES.items()),
        initial=Severity.WARNING,
    )
    hysteresis = _number(gettext_lazy("Distance from the limit"))
    emails = EmailsField(
        label=gettext_lazy("Who is told by mail"),
        required=False,
        help_text=gettext_lazy(
            "One address a line. Users of the instance are told at once; other"
            " addresses get a mail with a link first, and are told once they confirmed."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    name = LineField(
        label=gettext_lazy("Name of the rule"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Left empty, it is called after what it watches."),
    )
    enabled = forms.BooleanField(
        label=gettext_lazy("Switched on"), required=False, initial=True
    )

    def __init__(self, *args: Any, values: Sequence[Watchable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells mypy
        assert isinstance(field.widget, ValueSelect)  # noqa: S101 tells mypy
        field.widget.units = {value.key: value.unit for value in values}
        field.choices = [(value.key, value.words) for value in values]
        self.values = {value.key: value for value in values}

    @property
    def unit(self) -> str:
        """The unit of the value that is chosen at first."""
        chosen = self["key"].value() or next(iter(self.values), "")
        return self.values[chosen].unit if chosen in self.values else ""

    def clean_emails(self) -> list[str]:
        emails: list[str] = self.cleaned_data["emails"]
        if len(emails) > MAX_RECIPIENTS:
            raise forms.ValidationError(
                _("A rule tells at most %(most)d addresses.") % {"most": MAX_RECIPIENTS}
            )
        return emails

    def clean_hysteresis(self) -> float:
        hysteresis: float = self.cleaned_data["hysteresis"] or 0.0
        if hysteresis < 0:
            raise forms.ValidationError(_("This must be 0 or a positive number."))
        return hysteresis

    def clean(self) -> dict[str, Any]:
        """Keep the limits that the condition needs, and name the rule if nobody did."""
        given = super().clean() or {}
        needed = LIMITS_OF[LimitType(given["type"])] if "type" in given else ()
        for limit in ("low", "high"):
            if limit not in needed:
                given[limit] = None
            elif given.get(limit) is None and limit not in self.errors:
                self.add_error(limit, _("This limit is missing."))
        self._check_distance(given)
        if not self.errors:
            value = self.values[given["key"]]
            limits = given["type"], given["low"], given["high"]
            given["name"] = given["name"] or own_name(value.label, value.unit, *limits)
        return given

    @property
    def rule_fields(self) -> RuleFields:
        """What the valid form says, as the actions take it."""
        given = self.cleaned_data
        return RuleFields(**{n: given[n] for n in given if n != "emails"})

    def _check_distance(self, given: Mapping[str, Any]) -> None:
        low, high = given.get("low"), given.get("high")
        if low is None or high is None:
            return
        if high <= low:
            self.add_error("high", _("The upper limit must be above the lower one."))
        elif 2 * given.get("hysteresis", 0.0) > high - low:
            self.add_error(
                "hysteresis",
                _(
                    "This is more than half the distance of the limits: no value would"
                    " end the alarm."
                ),
            )


def initial_of(rule: "AlarmRule", emails: Sequence[str]) -> dict[str, object]:
    """Return what the form shows of a saved rule.

    A name that nobody wrote is left out: it shall follow what the rule watches.
    """
    shown = asdict(said_of_rule(rule))
    if names_itself(rule):
        shown["name"] = ""
    for name in ("low", "high", "hysteresis"):
        shown[name] = _without_zeros(shown[name])
    return {**shown, "emails": "\n".join(emails)}


def _without_zeros(number: float | None) -> float | int | None:
    return int(number) if number is not None and number.is_integer() else number
