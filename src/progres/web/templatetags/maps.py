"""`{% map_ground %}`: what lies below a map."""

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
