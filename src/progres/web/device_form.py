"""The form of a device."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.membership import Membership
from progres.devices.checks import DeviceFields
from progres.devices.queries import search_device_types
from progres.devices.rules import HEX_KEY
from progres.devices.words import known_tags
from progres.lorawan.tr005 import LONGEST
from progres.tenants.queries import search_tenants
from progres.web.asset_choice import AssetField, offer_assets
from progres.web.description_fields import AttributesField, TagsField
from progres.web.fields import EuiField, LineField, offer
from progres.web.numbers import number_in
from progres.web.words import STATUSES


class CoordinateField(forms.CharField):
    """Degrees with a point or a comma, or None."""

    def __init__(self, *, most: float, **kwargs: Any) -> None:
        self.most = most  # degrees, north or east and south or west
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value: Any) -> float | None:
        text: str = super().clean(value)
        if not text:
            return None
        try:
            degrees = float(text.replace(",", "."))
        except ValueError:
            degrees = float("nan")
        if not -self.most <= degrees <= self.most:
            raise ValidationError(
                _("“%(text)s” is not a number of degrees from −%(most)d to %(most)d.")
                % {"text": text, "most": self.most}
            )
        return degrees


class KeyField(forms.CharField):
    """A root key of 128 bits, cleaned to 32 hex digits; empty keeps what is stored."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(
            attrs={"autocomplete": "off", "class": "mono", "spellcheck": "false"}
        )
        super().__init__(required=False, max_length=80, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = "".join(str(super().clean(value)).split()).lower()
        if text and not HEX_KEY.fullmatch(text):
            raise ValidationError(_("A key has 32 hex digits."))
        return text


class DeviceForm(forms.Form):
    """What people say of a device; types and instances are those in reach."""

    code = LineField(
        label=gettext_lazy("QR code of the device"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Scan it or paste its text, which begins with LW:D0: it fills in the EUIs,"
            " the serial number and the type."
        ),
        widget=forms.TextInput(
            {"class": "mono", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    name = LineField(label=gettext_lazy("Name"), max_length=100)
    dev_eui = EuiField(
        label=gettext_lazy("DevEUI"),
        max_length=40,
        help_text=gettext_lazy("16 hex digits; it stands on the device."),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    device_type = forms.TypedChoiceField(label=gettext_lazy("Device type"), coerce=int)
    tenant = forms.TypedChoiceField(label=gettext_lazy("Instance"), coerce=int)
    asset_id = AssetField(
        label=gettext_lazy("Asset"),
        help_text=gettext_lazy("The building or room of the list of assets."),
    )
    site = LineField(
        label=gettext_lazy("Site"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("The building or place, such as “Swimming pool”."),
    )
    installation_place = LineField(
        label=gettext_lazy("Installation place"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Where it hangs there, such as “Changing room 2”."),
    )
    latitude = CoordinateField(label=gettext_lazy("Latitude"), most=90)
    longitude = CoordinateField(label=gettext_lazy("Longitude"), most=180)
    serial_number = LineField(
        label=gettext_lazy("Serial number"), required=False, max_length=60
    )
    meter_number = LineField(
        label=gettext_lazy("Meter number"), required=False, max_length=60
    )
    measuring_location = LineField(
        label=gettext_lazy("Measuring location"), required=False, max_length=60
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=list(STATUSES.items()),
        initial="registered",
        help_text=gettext_lazy(
            "Whether a registered device is active or silent is seen from what it sends."
        ),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        help_text=gettext_lazy(
            "Words by which you gather devices, separated by commas."
        ),
    )
    attributes = AttributesField(
        label=gettext_lazy("Own attributes"),
        help_text=gettext_lazy(
            "What else you want to know, one a line: “Cabinet: 12”. They are found by "
            "the search."
        ),
    )
    join_eui = EuiField(
        label=gettext_lazy("JoinEUI"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    app_key = KeyField(label=gettext_lazy("AppKey"))
    nwk_key = KeyField(label=gettext_lazy("NwkKey"))
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    code_problem = ""  # why the code could not be read

    def __init__(self, *args: Any, by: Membership, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(t.id, str(t)) for t in search_device_types(by.scope)]
        self.has_types = bool(types)
        offer(self, "device_type", [("", "—"), *types] if is_new else types)
        self.known_tags = known_tags(by.scope)
        chosen = number_in(str(self.initial.get("asset_id") or ""))
        self.has_assets = offer_assets(self, by.scope, chosen=chosen)
        if is_new:
            offer(self, "tenant", [(i.id, i.name) for i in search_tenants(by.scope)])
        else:
            del self.fields["tenant"]
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Refuse half a place."""
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            missing = "longitude" if cleaned.get("longitude") is None else "latitude"
            if missing not in self.errors:
                self.add_error(missing, _("A place needs latitude and longitude."))
        return cleaned

    @property
    def device_fields(self) -> DeviceFields:
        """What the valid form says, as the actions take it."""
        return DeviceFields(
            **{
                name: self.cleaned_data[name]
                for name in DeviceFields.__dataclass_fields__
            }
        )

    @property
    def keys(self) -> dict[str, str]:
        """The root keys that were typed."""
        names = ("app_key", "nwk_key")
        return {n: self.cleaned_data[n] for n in names if self.cleaned_data[n]}
