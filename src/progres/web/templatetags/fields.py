"""Fields of forms in templates."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def focused(field: BoundField) -> SafeString:
    """Show a field that has the focus when its page opens."""
    return field.as_widget(attrs={"autofocus": True})
