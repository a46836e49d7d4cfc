"""The form of a device type: facts, values in a table, codec."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.codecs.outcome import MOST_SOURCE
from progres.devices.checks import DeviceTypeFields
from progres.devices.rules import LorawanClass, LorawanVersion, ValueKind
from progres.web.fields import LineField, SpanField
from progres.web.numbers import number_in
from progres.web.send_plan_field import SendPlanField

MOST_VALUES = 200
KIND_NAMES = [
    (ValueKind.GAUGE, gettext_lazy("measured value")),
    (ValueKind.COUNTER, gettext_lazy("counter")),
    (ValueKind.STATE, gettext_lazy("state")),
    (ValueKind.TEXT, gettext_lazy("text")),
    (ValueKind.POSITION, gettext_lazy("position")),
]
CLASS_NAMES = [
    (LorawanClass.A, gettext_lazy("A: after it has sent")),
    (LorawanClass.B, gettext_lazy("B: also at fixed times")),
    (LorawanClass.C, gettext_lazy("C: always")),
]
NEW_CODEC = """\
function decodeUplink(input) {
  const bytes = input.bytes;
  return {
    data: {
      temperature: ((bytes[0] << 8) | bytes[1]) / 10,
    },
  };
}
"""


class DeviceTypeForm(forms.Form):
    """What people say of a device type, but for its values."""

    manufacturer = LineField(label=gettext_lazy("Manufacturer"), max_length=100)
    model = LineField(label=gettext_lazy("Model"), max_length=100)
    expected_interval = SpanField(
        label=gettext_lazy("Reports every"),
        help_text=gettext_lazy(
            "A device counts as late after 2.5 times this long without a report, and as"
            " silent after 5 times."
        ),
        least=timedelta(seconds=1),
        most=timedelta(days=31),
        initial=timedelta(minutes=15),
    )
    send_plan = SendPlanField(label=gettext_lazy("Send plan"), required=False)
    lorawan_version = forms.ChoiceField(
        label=gettext_lazy("LoRaWAN version"),
        choices=[("", "—"), *((version, version) for version in LorawanVersion)],
        required=False,
    )
    lorawan_class = forms.ChoiceField(
        label=gettext_lazy("Class"),
        choices=CLASS_NAMES,
        initial=LorawanClass.A.value,
        help_text=gettext_lazy("When the device listens for messages to it."),
    )
    profile_id = LineField(
        label=gettext_lazy("Profile in QR codes"),
        max_length=20,
        required=False,
        help_text=gettext_lazy(
            "8 hex digits behind the DevEUI in the QR code of a device: its type is "
            "suggested by them."
        ),
    )
    shared = forms.BooleanField(
        label=gettext_lazy("Also for the instances below"), required=False, initial=True
    )
    codec_source = forms.CharField(
        label=gettext_lazy("Codec"),
        required=False,
        strip=False,
        max_length=MOST_SOURCE,
        initial=NEW_CODEC,
        widget=forms.Textarea(
            attrs={"rows": 18, "class": "code", "spellcheck": "false", "wrap": "off"}
        ),
    )


class ValueForm(forms.Form):
    """One value that devices of the type send."""

    key = LineField(label=gettext_lazy("Key"), max_length=100)
    label_de = LineField(
        label=gettext_lazy("In German"), max_length=100, required=False
    )
    label_en = LineField(
        label=gettext_lazy("In English"), max_length=100, required=False
    )
    unit = LineField(label=gettext_lazy("Unit"), max_length=20, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=KIND_NAMES, initial=ValueKind.GAUGE.value
    )


if TYPE_CHECKING:
    _FormSet = BaseFormSet[ValueForm]
else:
    _FormSet = BaseFormSet


class _Values(_FormSet):
    def add_fields(self, form: ValueForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def clean(self) -> None:
        keys = [spec["key"] for spec in specs_of(self)]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise forms.ValidationError(
                _("The key “%(key)s” is described twice; describe it once.")
                % {"key": min(twice)}
            )


ValueFormSet = formset_factory(
    ValueForm, formset=_Values, extra=1, can_delete=True, max_num=MOST_VALUES
)


def specs_of(values: _FormSet) -> list[dict[str, str]]:
    """Return the values that are filled in and not marked for removal."""
    return [
        {
            name: str(text)
            for name, text in form.cleaned_data.items()
            if name != "DELETE"
        }
        for form in values.forms
        if form.is_valid()
        and form.cleaned_data.get("key")
        and not form.cleaned_data.get("DELETE")
    ]


def fields_of(form: DeviceTypeForm, values: _FormSet) -> DeviceTypeFields:
    """Return what both valid forms say, as the action takes it."""
    return DeviceTypeFields(**form.cleaned_data, value_specs=specs_of(values))


def value_rows(
    data: QueryDict | None, specs: Sequence[Mapping[str, str]], *, adds_row: bool
) -> _FormSet:
    """Return the table of values: as saved, as sent, or as sent with a row more.

    A row that is added is not judged, and neither are those above it.
    """
    if not adds_row or data is None:
        return ValueFormSet(data, initial=specs)
    typed = _typed_rows(data)
    filled = [row for row in typed if any(row[name] for name in row if name != "kind")]
    values = ValueFormSet(initial=filled)
    values.extra = len(typed) - len(filled) + 1
    values.forms[-1].fields["key"].widget.attrs["autofocus"] = True
    return values


def _typed_rows(data: QueryDict) -> list[dict[str, str]]:
    """What was typed into each row that is not marked for removal."""
    count = number_in(data.get("form-TOTAL_FORMS", "")) or 0
    return [
        {name: data.get(f"form-{row}-{name}", "") for name in ValueForm.base_fields}
        for row in range(min(count, MOST_VALUES))
        if not data.get(f"form-{row}-DELETE")
    ]


def initial_of(device_type: Any) -> tuple[dict[str, object], Sequence[dict[str, str]]]:
    """Return what the two forms show of a saved type."""
    facts = {name: getattr(device_type, name) for name in DeviceTypeForm.base_fields}
    return facts, device_type.value_specs
