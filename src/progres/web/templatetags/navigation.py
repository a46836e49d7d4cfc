"""`{% nav_link … %}`: one entry of the navigation, marked when it is where you are."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("_nav_link.html", takes_context=True)
def nav_link(
    context: Mapping[str, Any],
    view: str,
    label: str,
    icon: str,
    *,
    css: str = "nav-item-link",
    exact: bool = False,
    also: str = "",
    count: int | None = None,
) -> dict[str, object]:
    """Link to `view` of the instance in context.

    The entry is current on its page and on all pages below it; with `exact` only on
    its own page. `also` names further beginnings of addresses below the instance whose
    pages belong to it. `count` is shown as a badge unless it is 0 or None.
    """
    url = reverse(view, args=[context["instance"].id])
    home = reverse("web:overview", args=[context["instance"].id])
    begins = (url, *(home + part for part in also.split()))
    path: str = context["request"].path
    return {
        "url": url,
        "label": label,
        "icon": icon,
        "css": css,
        "count": count,
        "current": path == url if exact else path.startswith(begins),
    }
