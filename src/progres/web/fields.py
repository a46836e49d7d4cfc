"""Form fields that Django does not have, each refusing with a sentence."""

import re
from base64 import b64decode
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from progres.kit.words import is_one_line
from progres.lorawan.eui import NotAnEui, parse_eui

UNITS = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
UNIT_NAMES = [
    ("seconds", gettext_lazy("seconds")),
    ("minutes", gettext_lazy("minutes")),
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
]
LONGEST_PAYLOAD = 255  # bytes; no LoRaWAN frame carries more
_HEX_SEPARATORS = re.compile(r"0x|[\s,:-]")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")


class MomentField(forms.DateTimeField):
    """A day and a time of day on the clocks of the instance."""

    def __init__(self, **kwargs: Any) -> None:
        typed = "%Y-%m-%dT%H:%M"
        super().__init__(
            widget=forms.DateTimeInput({"type": "datetime-local"}, typed),
            input_formats=[typed, f"{typed}:%S"],
            **kwargs,
        )


class SpanWidget(forms.MultiWidget):
    """A number and its unit of time."""

    template_name = "fields/span.html"

    def __init__(self) -> None:
        number = forms.NumberInput(attrs={"min": 0, "step": 1})
        unit = forms.Select({"aria-label": gettext_lazy("Unit of time")}, UNIT_NAMES)
        super().__init__([number, unit])

    def id_for_label(self, id_: str) -> str:
        """The label is that of the number; the unit has its own."""
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: timedelta | None) -> list[object]:
        if value is None:
            return [None, "minutes"]
        fitting = [name for name, unit in UNITS.items() if not value % unit]
        unit = fitting[-1] if value and fitting else "minutes"
        return [value // UNITS[unit], unit]


class SpanField(forms.MultiValueField):
    """A time span as a whole number of seconds, minutes, hours or days."""

    widget = SpanWidget

    def __init__(self, *, least: timedelta, most: timedelta, **kwargs: Any) -> None:
        self.least, self.most = least, most
        number = forms.IntegerField()
        fields = (number, forms.ChoiceField(choices=UNIT_NAMES))
        super().__init__(fields, **kwargs)

    def compress(self, data_list: list[Any]) -> timedelta | None:
        if not data_list or data_list[0] is None:
            return None
        unit = UNITS[data_list[1]]
        if not self.least / unit <= data_list[0] <= self.most / unit:
            raise ValidationError(
                _("This time can be %(least)s to %(most)s.")
                % {"least": in_words(self.least), "most": in_words(self.most)}
            )
        span: timedelta = unit * data_list[0]
        return span


class LineField(forms.CharField):
    """A text in one line, all of which is seen."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not is_one_line(text):
            raise ValidationError(
                _("This holds a character that cannot be seen; type it anew.")
            )
        return text


class EuiField(forms.CharField):
    """A DevEUI or JoinEUI in any usual spelling, cleaned to 16 lower-case digits."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return parse_eui(text) if text else ""
        except NotAnEui:
            raise ValidationError(
                _("An EUI has 16 hex digits, such as 70B3D57ED00612AB.")
            ) from None


class EmailsField(forms.CharField):
    """E-mail addresses, one a line, as a list without repetitions."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        text: str = super().clean(value)
        addresses = list(dict.fromkeys(text.replace(",", " ").split()))
        wrong = [
            _("“%(address)s” is not an e-mail address.") % {"address": address}
            for address in addresses
            if not _is_email(address)
        ]
        if wrong:
            raise ValidationError(wrong)
        return addresses


class DayField(forms.DateField):
    """A day, chosen or typed as the browser or as Germans write it."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


class LastDayField(DayField):
    """The last day of something; cleaned to its last second in the current zone.

    With `most_days` it is from today on and less than so many days from now.
    """

    def __init__(self, *, most_days: int | None = None, **kwargs: Any) -> None:
        self.most_days = most_days
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the day that ends when something does, be it at midnight."""
        if isinstance(value, datetime):
            return timezone.localdate(value - timedelta(microseconds=1))
        return value

    def clean(self, value: Any) -> datetime | None:
        day = super().clean(value)
        if day is None:
            return None
        if self.most_days is not None:
            _check_near(day, self.most_days)
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _check_near(day: date, most_days: int) -> None:
    today = timezone.localdate()
    latest = today + timedelta(days=most_days - 1)
    if not today <= day <= latest:
        raise ValidationError(
            _("Choose a day from today to %(latest)s.")
            % {"latest": formats.date_format(latest, "SHORT_DATE_FORMAT")}
        )


class PayloadField(forms.CharField):
    """A frame's payload as hex or Base64, cleaned to bytes."""

    def clean(self, value: Any) -> bytes:
        text: str = super().clean(value)
        try:
            payload = read_payload(text)
        except ValueError:
            raise ValidationError(
                _(
                    "This is neither hex, such as 01 67 00 D5, nor Base64, such as AWcA1Q==."
                )
            ) from None
        if len(payload) > LONGEST_PAYLOAD:
            raise ValidationError(
                _("This payload has %(size)s bytes; a frame carries at most 255.")
                % {"size": len(payload)}
            )
        return payload


def offer(form: forms.Form, name: str, choices: Sequence[tuple[object, str]]) -> None:
    """Let a field of a form be chosen from what is there now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells mypy
    field.choices = choices


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def read_payload(text: str) -> bytes:
    """Read hex, with or without separators, or else Base64; raises ValueError."""
    digits = _HEX_SEPARATORS.sub("", text)
    if _HEX.fullmatch(digits):
        return bytes.fromhex(digits)
    return b64decode("".join(text.split()), validate=True)


def in_words(span: timedelta) -> str:
    """Say a time span in its largest whole unit: "90 minutes", "1 day"."""
    number, unit = SpanWidget().decompress(span)
    count = int(str(number))
    words = {
        "seconds": ngettext("%(count)d second", "%(count)d seconds", count),
        "minutes": ngettext("%(count)d minute", "%(count)d minutes", count),
        "hours": ngettext("%(count)d hour", "%(count)d hours", count),
        "days": ngettext("%(count)d day", "%(count)d days", count),
    }
    return words[str(unit)] % {"count": count}
