"""Assets in templates."""

from collections.abc import Mapping

from django import template

from progres.web.words import ASSET_KINDS

register = template.Library()


@register.filter
def asset_kind(kind: str) -> str:
    """Name a kind of asset in the reader's language."""
    return str(ASSET_KINDS[kind])


@register.filter
def at(names: Mapping[int, str], number: int) -> str:
    """Return the name that stands at a number; none for an unknown one."""
    return names.get(number, "")
