"""Roles and people in templates."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def role_name(role: str, names: Mapping[str, str]) -> str:
    """Name a role by what `role_words.role_names` found; an unknown one by its slug."""
    return names.get(role, role)
