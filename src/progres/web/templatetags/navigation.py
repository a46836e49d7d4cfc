"""`{% navigation %}`: where one may go; `{% nav_link … %}`: one entry, marked when there."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.RequestContext) -> SafeString:
    """List where one may go; a page shows it twice, and it is made once.

    Takes what _nav.html takes.
    """
    kept = vars(context["request"])
    if "navigation" not in kept:
        entries = template.Engine.get_default().get_template("_nav.html")
        with context.push():
            kept["navigation"] = entries.render(context)
    made: SafeString = kept["navigation"]
    return made


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
    begins = [url]
    if also:
        home = reverse("web:overview", args=[context["instance"].id])
        begins += [home + part for part in also.split()]
    path: str = context["request"].path
    return {
        "url": url,
        "label": label,
        "icon": icon,
        "css": css,
        "count": count,
        "current": path == url if exact else path.startswith(tuple(begins)),
    }
