"""The steps of the assistant for an exchange, as parts of one form."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.devices.queries import search_devices
from progres.metering.checks import LONGEST, Exchange
from progres.metering.exchanges import counters_of
from progres.metering.rules import LARGEST, YEARS, Reason
from progres.web.fields import MomentField, offer
from progres.web.measuring_point_form import FactorField
from progres.web.metering_words import REASONS
from progres.web.words import label_of

if TYPE_CHECKING:
    from progres.accounts.membership import Membership
    from progres.devices.models import Device
    from progres.metering.models import MeasuringPoint, Meter

BOTH, METER, SENSOR = "both", "meter", "sensor"
WHAT = [
    (BOTH, gettext_lazy("Meter and sensor")),
    (METER, gettext_lazy("Only the meter; the sensor stays")),
    (SENSOR, gettext_lazy("Only the sensor; the meter stays")),
]
MOST_FOUND = 10  # devices that a typed name may mean, to choose from
TAKEN_OUT = ("what", "moment", "last_reading")
PUT_IN = ("number", "first_reading", "sensor", "calibrated_in", "calibrated_until")
WHY = ("key", "reason", "note")
# Answers that go along to the other steps; what is offered as a key the sensor decides.
KEPT = (*TAKEN_OUT, *PUT_IN, "reason", "note")
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class ReadingField(FactorField):
    """What a register shows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=-LARGEST, max_value=LARGEST, **kwargs)


class ExchangeForm(forms.Form):
    """All that is asked in the steps; `of` names the fields of each step."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is exchanged?"),
        choices=WHAT,
        initial=BOTH,
        widget=forms.RadioSelect,
    )
    moment = MomentField(label=gettext_lazy("When?"))
    last_reading = ReadingField(label=gettext_lazy("Last reading of the old meter"))
    number = forms.CharField(
        label=gettext_lazy("Number of the new meter"),
        max_length=LONGEST["number"],
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    first_reading = ReadingField(label=gettext_lazy("First reading"))
    sensor = forms.CharField(
        label=gettext_lazy("Sensor that reads it"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("DevEUI, name or number of the device. Empty: none."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    calibrated_in = forms.IntegerField(
        label=gettext_lazy("Year of calibration"),
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[-1],
        widget=forms.TextInput(NUMBER),
    )
    calibrated_until = forms.IntegerField(
        label=gettext_lazy("Calibrated until the end of"),
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[-1],
        help_text=gettext_lazy("The year, such as 2031."),
        widget=forms.TextInput(NUMBER),
    )
    key = forms.ChoiceField(
        label=gettext_lazy("Value that is the register"), required=False
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[item for item in REASONS.items() if item[0] != Reason.FIRST],
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=LONGEST["note"]
    )

    def __init__(
        self,
        *args: Any,
        point: "MeasuringPoint",
        old: "Meter | None",
        by: "Membership",
        chosen: str = BOTH,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.point, self.old, self.by = point, old, by
        self.device: Device | None = None
        self.counters: Sequence[Mapping[str, str]] = ()
        self.fields["moment"].initial = timezone.localtime()
        for name in ("last_reading", "first_reading"):
            self.fields[name].required = True
            self.fields[name].help_text = point.unit
        if old is None:
            self._without("what", "last_reading", "reason")
        elif chosen == METER:
            self._without("sensor")
            self.read_by(old.device)
        elif chosen == SENSOR:
            self._without("number", "calibrated_in", "calibrated_until")
            self.fields["first_reading"].required = False
            self.fields["first_reading"].help_text = _(
                "Empty: as the last reading. Otherwise what the new sensor shows."
            )

    def _without(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def read_by(self, device: "Device | None") -> None:
        """Let a device read the new meter; its value is chosen where it has several."""
        self.device = device
        self.counters = counters_of(device, self.point.unit) if device else ()
        if "key" in self.fields:  # not asked before the check
            values = [(spec["key"], label_of(spec)) for spec in self.counters]
            offer(self, "key", values)
            self.fields["key"].required = len(values) > 1

    @property
    def steps(self) -> list[list[str]]:
        """Names of the fields of each step; the last one is the check."""
        parts = [TAKEN_OUT, PUT_IN] if self.old else [TAKEN_OUT + PUT_IN]
        return [[n for n in part if n in self.fields] for part in (*parts, WHY)]

    def until(self, step: int) -> "ExchangeForm":
        """Ask no more than the steps up to this one."""
        self._without(*(name for part in self.steps[step + 1 :] for name in part))
        return self

    def asked(self, step: int) -> Sequence[forms.BoundField]:
        """Return the fields that a step asks, without what is no choice."""
        names = self.steps[step]
        return [self[n] for n in names if n != "key" or len(self.counters) > 1]

    def clean_sensor(self) -> str:
        """Find the device that is meant; its name, number or DevEUI must fit one alone."""
        text: str = self.cleaned_data["sensor"].strip()
        if not text:
            return ""
        scope, tenant_id = self.by.scope, self.point.tenant_id
        found = list(search_devices(scope, dev_eui=text, tenant_id=tenant_id)[:2])
        if not found:
            named = search_devices(scope, text=text, tenant_id=tenant_id)
            found = list(named[:MOST_FOUND])
        if len(found) != 1:
            raise forms.ValidationError(_not_one(text, found))
        self.read_by(found[0])
        if not self.counters:
            raise forms.ValidationError(
                _("“%(device)s” sends no counter in %(unit)s.")
                % {"device": found[0].name, "unit": self.point.unit or "–"}
            )
        return found[0].dev_eui.upper()

    @property
    def exchange(self) -> Exchange:
        """What the valid form says, as the action takes it."""
        names = Exchange.__dataclass_fields__.keys() & self.cleaned_data.keys()
        said = {name: self.cleaned_data[name] for name in names}
        device_id = self.device.id if self.device else None
        return Exchange(**said, device_id=device_id)


def _not_one(text: str, found: "Sequence[Device]") -> str:
    if not found:
        return _("No device of this instance is called “%(text)s”.") % {"text": text}
    names = ", ".join(f"{device.name} ({device.dev_eui.upper()})" for device in found)
    return _("Several devices fit; type the DevEUI of one of them: %(names)s.") % {
        "names": names
    }
