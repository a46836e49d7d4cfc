"""Assets and their own fields in the reader's words."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from progres.assets.rules import FieldKind
from progres.web.figures import number
from progres.web.words import ASSET_KINDS, Words, label_of

if TYPE_CHECKING:
    from progres.assets.models import Asset

NARROW_SPACE = "\u202f"
LEAST_GROUPED = 10_000  # below, whole numbers are years at least as often as amounts
FIELD_KINDS: Words = {
    FieldKind.TEXT: pgettext_lazy("kind of field", "text"),
    FieldKind.NUMBER: pgettext_lazy("kind of field", "number"),
    FieldKind.DATE: pgettext_lazy("kind of field", "day"),
    FieldKind.YES_NO: pgettext_lazy("kind of field", "yes or no"),
    FieldKind.CHOICE: pgettext_lazy("kind of field", "choice"),
}


def kind_of(asset: "Asset") -> str:
    """Say what an asset is: its own type, or else its kind."""
    return asset.type.name if asset.type else str(ASSET_KINDS[asset.kind])


def own_values(asset: "Asset") -> list[tuple[str, str]]:
    """Names and values of the fields that the type asks for; none are dashes."""
    specs = asset.type.field_specs if asset.type else ()
    return [(label_of(spec), _written(spec, asset.values)) for spec in specs]


def _written(spec: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Write a value; one that was given before its field changed stands as it is."""
    match spec["kind"], values.get(spec["key"]):
        case _, None:
            return "–"
        case _, bool() as value:
            return _("Yes") if value else _("No")
        case _, int() | float() as value:
            unit = spec["unit"]
            figure = str(value) if _may_be_a_year(value) else number(value)
            return f"{figure}{NARROW_SPACE}{unit}" if unit else figure
        case FieldKind.DATE, str() as value if _is_day(value):
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        case _, value:
            return str(value)


def _may_be_a_year(value: float) -> bool:
    return isinstance(value, int) and abs(value) < LEAST_GROUPED


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
