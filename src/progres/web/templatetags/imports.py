"""Words of a table by a name that a template knows."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.simple_tag
def word(words: Mapping[object, object], name: object) -> str:
    """Say the word for a name; the name itself if there is none."""
    return str(words.get(name, name))
