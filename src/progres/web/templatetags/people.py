"""Roles, rights and people in templates."""

from collections.abc import Iterable, Mapping

from django import template

from progres.web.permission_words import in_words

register = template.Library()


@register.filter
def role_name(role: str, names: Mapping[str, str]) -> str:
    """Name a role by what `role_words.role_names` found; an unknown one by its slug."""
    return names.get(role, role)


@register.filter
def rights(permissions: Iterable[str]) -> str:
    """Name rights in the reader's language, with commas."""
    return in_words(permissions)
