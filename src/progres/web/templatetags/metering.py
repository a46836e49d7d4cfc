"""Words and differences for measuring points and meters."""

from django import template
from django.utils.functional import Promise

from progres.web.metering_words import MEDIA, REASONS

register = template.Library()


@register.filter
def medium_word(medium: str) -> str | Promise:
    """Name a medium; one of another release by its slug."""
    return MEDIA.get(medium, medium)


@register.filter
def reason_word(reason: str) -> str | Promise:
    """Name the reason of an exchange."""
    return REASONS.get(reason, reason)


@register.filter
def minus(reading: float | None, other: float) -> float | None:
    """Say how far a register went; None where it was not read."""
    return None if reading is None else reading - other
