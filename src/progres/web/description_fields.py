"""Form fields for the tags and the own attributes of a device."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from progres.devices.descriptions import (
    BadDescription,
    attributes_of,
    checked_attributes,
    checked_tags,
    plain,
    tags_of,
)
from progres.web.refusals import in_words


class TagsField(forms.CharField):
    """Tags behind each other with commas; what is known is offered while one types."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "list": "known-tags"}
        super().__init__(
            required=False, max_length=1000, widget=forms.TextInput(attrs), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return plain(value)

    def clean(self, value: Any) -> list[str]:
        try:
            return checked_tags(tags_of(super().clean(value)))
        except BadDescription as error:
            raise ValidationError(in_words(error)) from None


class AttributesField(forms.CharField):
    """Own attributes, one a line: a name, a colon and a value."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 4, "spellcheck": "false"})
        super().__init__(required=False, max_length=8000, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value)

    def clean(self, value: Any) -> dict[str, str]:
        try:
            return checked_attributes(attributes_of(super().clean(value)))
        except BadDescription as error:
            raise ValidationError(in_words(error)) from None
