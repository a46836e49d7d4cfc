"""`{% map_ground %}` and `{% place_picker … %}`: what maps in templates are given."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from progres.web.base_map import is_tiled

register = template.Library()


@register.simple_tag
def map_ground() -> SafeString:
    """Write the attribute that names the ground of a map; nothing without one."""
    if settings.MAP is None:
        return SafeString()
    if is_tiled():
        return format_html('tiles="{}"', reverse("web:base_tiles"))
    return format_html('base="{}"', reverse("web:base_map"))


@register.inclusion_tag("_place_picker.html", takes_context=True)
def place_picker(context: Mapping[str, Any], form: Any) -> dict[str, object]:
    """Show latitude and longitude of a form with a map that sets them.

    Its page, and no other, may ask the browser where the person is.
    """
    context["request"].may_locate = True
    return {"form": form, "instance": context["instance"]}
