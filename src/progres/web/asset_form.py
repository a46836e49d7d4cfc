"""The form of an asset, with the fields that its own type asks for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.assets.checks import LONGEST, AssetFields
from progres.assets.rules import LONGEST_TEXT, AssetKind, FieldKind
from progres.web.device_form import CoordinateField
from progres.web.fields import DayField, LineField, offer
from progres.web.measuring_point_form import FactorField
from progres.web.numbers import number_in
from progres.web.words import ASSET_KINDS, label_of

if TYPE_CHECKING:
    from progres.assets.models import AssetType

OWN_TYPE = "type-"  # and its id, among the kinds
OWN_FIELD = "own_"  # and its key, among the fields


class AssetForm(forms.Form):
    """What people say of an asset; all but its name and kind may stay empty."""

    name = LineField(label=gettext_lazy("Name"), max_length=LONGEST["name"])
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    street = LineField(
        label=gettext_lazy("Street and number"),
        required=False,
        max_length=LONGEST["street"],
        help_text=gettext_lazy("So that people find the way; rooms need none."),
    )
    postal_code = LineField(
        label=gettext_lazy("Postal code"),
        required=False,
        max_length=LONGEST["postal_code"],
    )
    city = LineField(
        label=gettext_lazy("City"), required=False, max_length=LONGEST["city"]
    )
    country = LineField(
        label=gettext_lazy("Country"), required=False, max_length=LONGEST["country"]
    )
    latitude = CoordinateField(label=gettext_lazy("Latitude"), most=90)
    longitude = CoordinateField(label=gettext_lazy("Longitude"), most=180)
    responsible_id = forms.TypedChoiceField(
        label=gettext_lazy("Responsible person"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "Somebody with an account. Everybody who may see the asset reads name, phone "
            "and e-mail address."
        ),
    )
    contacts = forms.CharField(
        label=gettext_lazy("Contact persons"),
        required=False,
        max_length=LONGEST["contacts"],
        help_text=gettext_lazy(
            "People without an account, one a line: name, phone, e-mail address. "
            "Everybody who may see the asset reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=LONGEST["notes"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,
        types: "Sequence[AssetType]",
        chosen: str,
        people: Mapping[int, str] | None,
        **kwargs: Any,
    ) -> None:
        """`types` and `people` are those that can be chosen, `chosen` is the kind for now.

        Without `people` nobody is asked for, and whoever is responsible stays.
        """
        super().__init__(*args, **kwargs)
        own = [(f"{OWN_TYPE}{item.id}", item.name) for item in types]
        known = [(kind, str(word)) for kind, word in ASSET_KINDS.items()]
        offer(self, "kind", [*own, *known])
        if people is None:
            del self.fields["responsible_id"]
        else:
            offer(self, "responsible_id", [("", "—"), *people.items()])
        type_id = type_in(chosen)
        self.type = next((item for item in types if item.id == type_id), None)
        specs = self.type.field_specs if self.type else ()
        asked = {f"{OWN_FIELD}{spec['key']}": _field(spec) for spec in specs}
        self.fields.update(asked)
        self.order_fields(["name", "kind", *asked])

    def clean(self) -> dict[str, Any]:
        """Refuse half a place."""
        said = super().clean() or {}
        ends = {name: said.get(name) for name in ("latitude", "longitude")}
        if sorted(value is None for value in ends.values()) == [False, True]:
            missing = next(name for name, value in ends.items() if value is None)
            if missing not in self.errors:
                self.add_error(missing, _("A place needs latitude and longitude."))
        return said

    @property
    def asset_fields(self) -> AssetFields:
        """What the valid form says, as the actions take it."""
        said = dict(self.cleaned_data)
        kind = said.pop("kind")
        values = {
            name.removeprefix(OWN_FIELD): _plain(said.pop(name))
            for name in [*said]
            if name.startswith(OWN_FIELD)
        }
        return AssetFields(
            kind=AssetKind.PLACE if self.type else kind,
            type_id=self.type.id if self.type else None,
            values={key: value for key, value in values.items() if value is not None},
            **{"responsible_id": self.initial.get("responsible_id"), **said},
        )


def initial_of(fields: AssetFields) -> dict[str, object]:
    """Return what the form shows of an asset."""
    known = {**vars(fields)}
    values: Mapping[str, object] = known.pop("values")
    if type_id := known.pop("type_id"):
        known["kind"] = f"{OWN_TYPE}{type_id}"
    shown = {True: "true", False: "false"}
    for key, value in values.items():
        known[f"{OWN_FIELD}{key}"] = shown[value] if isinstance(value, bool) else value
    return known


def type_in(kind: str) -> int | None:
    """Return the id of the own type that a kind names, None for a built-in one."""
    return number_in(kind.removeprefix(OWN_TYPE)) if OWN_TYPE in kind else None


def _field(spec: Mapping[str, Any]) -> forms.Field:
    said: dict[str, Any] = {
        "label": f"{label_of(spec)} ({spec['unit']})"
        if spec["unit"]
        else label_of(spec),
        "required": spec["required"],
    }
    match spec["kind"]:
        case FieldKind.NUMBER:
            return FactorField(**said)
        case FieldKind.DATE:
            return DayField(**said)
        case FieldKind.YES_NO:
            yes_no = [("", "—"), ("true", _("Yes")), ("false", _("No"))]
            return forms.ChoiceField(choices=yes_no, **said)
        case FieldKind.CHOICE:
            choices = [("", "—"), *((choice, choice) for choice in spec["choices"])]
            return forms.ChoiceField(choices=choices, **said)
        case _:
            return LineField(max_length=LONGEST_TEXT, **said)


def _plain(value: Any) -> object:
    """Write what a field was cleaned to as it is stored."""
    match value:
        case "true" | "false":
            return value == "true"
        case None | "":
            return None
        case str() | int() | float():
            return value
        case _:
            return value.isoformat()
