"""Roles, rights and people in templates."""

from collections.abc import Iterable

from django import template

from progres.web.permission_words import in_words
from progres.web.words import ROLES

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """Name a role in the reader's language; one of another release by its slug."""
    return str(ROLES.get(role, role))


@register.filter
def rights(permissions: Iterable[str]) -> str:
    """Name rights in the reader's language, with commas."""
    return in_words(permissions)
