"""Roles and people in templates."""

from django import template

from progres.web.words import ROLES

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """Name a role in the reader's language; one of another release by its slug."""
    return str(ROLES.get(role, role))
