"""Assets in templates."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import template

from progres.web.asset_words import FIELD_KINDS, kind_of

if TYPE_CHECKING:
    from progres.assets.models import Asset

register = template.Library()


@register.filter
def asset_kind(asset: "Asset") -> str:
    """Say what an asset is in the reader's language."""
    return kind_of(asset)


@register.filter
def field_kind(kind: str) -> str:
    """Name a kind of own fields."""
    return str(FIELD_KINDS.get(kind, kind))


@register.filter
def at(names: Mapping[int, str], number: int) -> str:
    """Return the name that stands at a number; none for an unknown one."""
    return names.get(number, "")
