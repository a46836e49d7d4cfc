"""`{% asset "main.ts" %}` and `{% icon "bell" %}`: what templates take from the build."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from progres.web.static_files import asset_url

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file, by its name in frontend/src."""
    return asset_url(name)


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw an icon of frontend/src/icons.ts; it is hidden from screen readers.

    A word always stands beside it, or an `aria-label` on the button around it.
    """
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        extra_class,
        asset_url("icons.svg"),
        name,
    )
