"""What device types say of their values, and time spans, in the reader's words."""

from datetime import timedelta

from django import template
from django.utils.functional import Promise

from progres.web.device_type_form import KIND_NAMES
from progres.web.fields import in_words
from progres.web.send_plan_field import plan_in_words
from progres.web.words import label_of

register = template.Library()

register.filter("spec_label", label_of)
register.filter("send_plan", plan_in_words)


@register.filter
def kind_name(kind: str) -> str | Promise:
    """Name a kind of value."""
    return dict(KIND_NAMES).get(kind, kind)  # type: ignore[call-overload, no-any-return] # StrEnum keys


@register.filter
def span(time: timedelta) -> str:
    """Say a time span in its largest whole unit."""
    return in_words(time)
