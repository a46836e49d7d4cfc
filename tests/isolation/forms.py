"""The forms of a page, as a browser would send them back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override


@dataclass(kw_only=True)
class Form:
    """What a form sends unless somebody changes it; `choices` are those of its lists.

    `action` is where to, empty for the page itself; `types` are those of its fields.
    """

    action: str = ""
    method: str = "get"
    types: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def id_fields(self) -> Iterator[str]:
        """Lists from which things are chosen by their ids."""
        for name, values in self.choices.items():
            given = [value for value in values if value]
            if given and all(value.isdecimal() for value in given):
                yield name


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._list = ""
        self._text = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._text:
            so_far = self.forms[-1].values[self._text]
            # A newline at the beginning is none, as in every browser.
            self.forms[-1].values[self._text] = (so_far + data).removeprefix("\n")

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "form":
            method = told.get("method", "get").lower()
            self.forms.append(Form(action=told.get("action", ""), method=method))
        elif not self.forms:
            return
        elif tag in {"input", "textarea"} and name:
            self._text = name if tag == "textarea" else ""
            self.forms[-1].types[name] = told.get("type", tag)
            if told.get("type") not in {"checkbox", "radio"} or "checked" in told:
                self.forms[-1].values[name] = told.get("value", "")
        elif tag == "select" and name:
            self._list = name
            self.forms[-1].types[name] = tag
            self.forms[-1].choices[name] = []
        elif tag == "option" and self._list:
            self._choose(told)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._list = ""

    def _choose(self, told: dict[str, str]) -> None:
        form, value = self.forms[-1], told.get("value", "")
        form.choices[self._list].append(value)
        if "selected" in told or self._list not in form.values:
            form.values[self._list] = value


def forms_in(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms
