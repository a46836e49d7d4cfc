"""Every text that people read has a German translation, and no translation is unused.

Compares the texts in Python and templates with the German catalogues, all of them
together: which package a text belongs to makes no difference to Django. What is said by
`kit.refusal.Said` and the classes that derive from it, the refusals, is a text too, and
so is what the data map says of every place.
"""

import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import PoFileError, read_po
from django.utils.translation.template import templatize

from progres.privacy.datamap import DATA_MAP
from progres.privacy.datamap import texts_of as map_texts

SOURCES = Path("src/progres")
CATALOGUES = "**/locale/de/LC_MESSAGES/*.po"
SAID = "Said"  # what every class derives from whose calls have a text

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# A call in what Django makes of a template, which is no whole Python program.
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(
    rf"\b(?:np|p|n)?gettext\(\s*{_STRING}(?:\s*,\s*{_STRING})*|(?<!\w)_\(\s*{_STRING}"
)
_NAMED = re.compile(r"%\(\w+\)[sd]")
_PLACE = re.compile(r"%\((\w+)\)s")
_UNNAMED = re.compile(r"(?<!%)(?:%%)*(%[sd])")


@dataclass(frozen=True, order=True)
class Text:
    """What the catalogues know a text by."""

    singular: str
    plural: str = ""
    context: str = ""

    def __str__(self) -> str:
        return f"'{self.singular}'" + (f" ({self.context})" if self.context else "")


def texts_in_python(source: str) -> Iterator[tuple[Text, int]]:
    """Find the texts of a Python source, with their lines."""
    found = extract("python", BytesIO(source.encode()), KEYWORDS)
    for line, words, _, context in found:
        singular, plural = (words, "") if isinstance(words, str) else words[:2]
        yield Text(singular, plural, context or ""), line


def said_classes(sources: Iterable[str]) -> set[str]:
    """Find the names of all classes that derive from `Said`, and its own."""
    bases = {
        node.name: {_name_of(base) for base in node.bases}
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }
    found = {SAID}
    while more := {name for name in bases.keys() - found if bases[name] & found}:
        found |= more
    return found


def texts_said(source: str, classes: Collection[str]) -> Iterator[tuple[Text, int]]:
    """Find the texts that calls of these classes say, with their lines.

    A text that is put together where it is said, and one whose places are not those of
    its facts, is found as its code, which no catalogue has.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _name_of(node.func) in classes:
            first = node.args[0]
            text = first.value if isinstance(first, ast.Constant) else None
            if isinstance(text, str) and _fits(text, node.keywords):
                yield Text(text), node.lineno
            elif any(_is_text(part) for part in ast.walk(first)):
                yield Text(ast.unparse(node)), node.lineno


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _fits(text: str, facts: Sequence[ast.keyword]) -> bool:
    """Say whether facts, if they are given here, are those that a text has places for."""
    given = {fact.arg for fact in facts}
    return not given or None in given or {*_PLACE.findall(text)} == given


def texts_in_template(source: str) -> Iterator[tuple[Text, int]]:
    """Find the texts of a Django template, with their lines."""
    made = templatize(source)
    for match in _CALL.finditer(made):
        line = made.count("\n", 0, match.start()) + 1
        for text, _ in texts_in_python(match.group() + ")"):
            yield text, line


def texts_of(folder: Path) -> dict[Text, str]:
    """All texts below a folder, each with a place where it stands."""
    found: dict[Text, str] = {}
    classes = said_classes(path.read_text() for path in folder.rglob("*.py"))
    texts: Iterable[tuple[Text, int]]
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py":
            source = path.read_text()
            texts = chain(texts_in_python(source), texts_said(source, classes))
        elif "templates" in path.parts and path.is_file():
            texts = texts_in_template(path.read_text())
        else:
            continue
        for text, line in texts:
            found.setdefault(text, f"{path}:{line}")
    return found


def problems(used: Mapping[Text, str], paths: Iterable[Path]) -> Iterator[str]:
    """Compare texts that are used with German catalogues; one sentence each."""
    known: dict[Text, list[tuple[Path, Message]]] = defaultdict(list)
    for path in paths:
        try:
            catalogue = read_po(BytesIO(path.read_bytes()), "de", abort_invalid=True)
        except (PoFileError, ValueError) as error:
            yield f"{path}: this is no catalogue: {error}; correct it."
            continue
        yield from _doubled(path)
        for message in _messages(catalogue):
            known[_text_of(message)].append((path, message))
            yield from _message_problems(path, message)
    for text in sorted(used.keys() - known.keys()):
        yield f"{used[text]}: {text} has no German translation; add it to a django.po."
    for text in sorted(known.keys() - used.keys()):
        path, message = known[text][0]
        yield f"{path}:{message.lineno}: nothing uses {text}; remove it."
    for text, places in sorted(known.items()):
        if len({str(message.string) for _, message in places}) > 1:
            where = " and ".join(str(path) for path, _ in places)
            yield f"{where}: {text} is translated in two ways; choose one."


def _doubled(path: Path) -> Iterator[str]:
    """Find texts that stand twice in one catalogue, of which Babel keeps the last."""
    seen: set[str] = set()
    for entry in re.split(r"\n\s*\n", path.read_text()):
        key = re.search(
            r"^(?:msgctxt.*\n(?:\".*\n)*)?msgid(?:.*\n)(?:\".*\n)*", entry, re.MULTILINE
        )
        if key is None:
            continue
        if key.group() in seen:
            text = "".join(re.findall(r'"(.*)"', key.group()))
            yield f"{path}: '{text}' stands there twice; keep one."
        seen.add(key.group())


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _text_of(message: Message) -> Text:
    singular, plural = [*_forms(message.id), ""][:2]
    return Text(singular, plural, message.context or "")


def _message_problems(path: Path, message: Message) -> Iterator[str]:
    where = f"{path}:{message.lineno}: {_text_of(message)}"
    if message.fuzzy:
        yield f"{where} is marked fuzzy; check the German and remove the mark."
    strings = _forms(message.string)
    if not all(strings):
        yield f"{where} has no German; write it."
        return
    allowed = {frozenset(_places(text)) for text in _forms(message.id)}
    for string in strings:
        if frozenset(_places(string)) not in allowed:
            yield (
                f"{where} has other placeholders in German ({string}); use those of "
                "the English text."
            )


def _forms(text: str | Sequence[str] | None) -> list[str]:
    """Singular and, if there is one, plural."""
    return [text] if isinstance(text, str) else list(text or [""])


def _places(text: str) -> list[str]:
    """Placeholders of a text; unnamed ones count by their order."""
    unnamed = enumerate(_UNNAMED.findall(text))
    return _NAMED.findall(text) + [f"{place} {number}" for number, place in unnamed]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "progres.settings")
    mapped = {Text(text): where for text, where in map_texts(DATA_MAP)}
    used = mapped | texts_of(SOURCES)
    found = list(problems(used, sorted(SOURCES.glob(CATALOGUES))))
    print("\n".join(found) or f"{len(used)} texts have their German.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
