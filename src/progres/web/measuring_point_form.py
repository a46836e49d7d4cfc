"""The form of a measuring point."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progres.accounts.membership import Membership
from progres.metering.checks import LONGEST, PointFields
from progres.metering.rules import (
    BadNumber,
    parse_market_location,
    parse_metering_location,
    parse_obis,
)
from progres.tenants.queries import search_tenants
from progres.web.asset_choice import AssetField, offer_assets
from progres.web.fields import offer
from progres.web.metering_words import MEDIA
from progres.web.numbers import number_in
from progres.web.refusals import in_words

# What belongs to one medium or two, and stands in a part of its own.
GRID = ("market_location", "metering_location", "obis")
FACTORS = ("transformer_factor", "calorific_value", "correction_factor")


class FactorField(forms.FloatField):
    """A number as the reader's language writes it, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(localize=True, widget=widget, **kwargs)


class PointForm(forms.Form):
    """What people say of a measuring point."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST["name"],
        help_text=_("Such as “Town hall, cold water”."),
    )
    medium = forms.ChoiceField(label=_("Medium"), choices=[("", "—"), *MEDIA.items()])
    tenant = forms.TypedChoiceField(label=_("Instance"), coerce=int)
    asset_id = AssetField(
        label=_("Asset"), help_text=_("The building or room of the list of assets.")
    )
    number = forms.CharField(
        label=_("Free number"),
        required=False,
        max_length=LONGEST["number"],
        help_text=_("Your own number of the measuring point, for any medium."),
    )
    unit = forms.CharField(
        label=_("Unit of the registers"),
        required=False,
        max_length=LONGEST["unit"],
        help_text=_("Empty: the usual one, such as m³ for water and kWh for heat."),
    )
    market_location = forms.CharField(
        label=_("Market location"),
        required=False,
        max_length=40,
        help_text=_("11 digits; the last one is checked."),
        widget=forms.TextInput({"class": "mono", "spellcheck": "false"}),
    )
    metering_location = forms.CharField(
        label=_("Metering location"),
        required=False,
        max_length=60,
        help_text=_("33 characters, beginning with the country, such as DE."),
        widget=forms.TextInput({"class": "mono", "spellcheck": "false"}),
    )
    obis = forms.CharField(
        label=_("OBIS code of the register"),
        required=False,
        max_length=40,
        help_text=_("Such as 1-0:1.8.0."),
        widget=forms.TextInput({"class": "mono", "spellcheck": "false"}),
    )
    transformer_factor = FactorField(
        label=_("Transformer factor"),
        help_text=_("Electricity alone; the consumption is multiplied by it."),
    )
    calorific_value = FactorField(
        label=_("Calorific value (kWh/m³)"), help_text=_("Gas alone.")
    )
    correction_factor = FactorField(
        label=_("Correction factor"), help_text=_("Gas alone.")
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, by: Membership, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = number_in(str(self.initial.get("asset_id") or ""))
        self.has_assets = offer_assets(self, by.scope, chosen=chosen)
        if is_new:
            offer(self, "tenant", [(i.id, i.name) for i in search_tenants(by.scope)])
        else:
            del self.fields["tenant"]

    def clean(self) -> dict[str, Any]:
        """Refuse wrong numbers beside their fields."""
        cleaned = super().clean() or {}
        medium = cleaned.get("medium")
        parsers: dict[str, Callable[[str], str]] = {
            "market_location": parse_market_location,
            "metering_location": parse_metering_location,
        }
        if medium:
            parsers["obis"] = partial(parse_obis, medium=medium)
        for name, parse in parsers.items():
            try:
                cleaned[name] = parse(cleaned[name]) if cleaned.get(name) else ""
            except BadNumber as error:
                self.add_error(name, in_words(error))
        return cleaned

    @property
    def has_grid_numbers(self) -> bool:
        """Whether the part that concerns the grid has something in it."""
        return any(
            self[name].value() or self[name].errors for name in (*GRID, *FACTORS)
        )

    @property
    def point_fields(self) -> PointFields:
        """What the valid form says, as the actions take it."""
        names = PointFields.__dataclass_fields__
        return PointFields(**{name: self.cleaned_data[name] for name in names})
