"""Tags and own attributes of devices, which people name as they like."""

from collections.abc import Iterable, Mapping

from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line
from progres.kit.words import plain as folded

MOST_TAGS = 20
LONGEST_TAG = 40
MOST_ATTRIBUTES = 30
LONGEST_NAME = 40
LONGEST_VALUE = 200


class BadDescription(Refusal):
    """Tags or attributes cannot be like this; the message says why."""


def checked_tags(tags: Iterable[str]) -> list[str]:
    """Return tags trimmed and each once, whatever its capitals; raise BadDescription."""
    kept: dict[str, str] = {}
    for given in tags:
        tag = " ".join(given.split())
        if not tag:
            continue
        if len(tag) > LONGEST_TAG or "," in tag or not is_one_line(tag):
            raise BadDescription(
                "'%(tag)s' is not a tag: it has at most %(most)s characters in one "
                "line, and no comma.",
                tag=tag[:LONGEST_TAG],
                most=LONGEST_TAG,
            )
        kept.setdefault(folded(tag), tag)
    if len(kept) > MOST_TAGS:
        raise BadDescription(
            "%(count)s tags are too many; a device has at most %(most)s.",
            count=len(kept),
            most=MOST_TAGS,
        )
    return sorted(kept.values(), key=folded)


def checked_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return attributes trimmed, without empty ones; raise BadDescription."""
    kept = {
        name.strip(): value.strip()
        for name, value in attributes.items()
        if value.strip()
    }
    for name, value in kept.items():
        if not name or len(name) > LONGEST_NAME or ":" in name or not is_one_line(name):
            raise BadDescription(
                "'%(name)s' is not the name of an attribute: it has 1 to %(most)s "
                "characters in one line, and no colon.",
                name=name[:LONGEST_NAME],
                most=LONGEST_NAME,
            )
        if len(value) > LONGEST_VALUE or not is_one_line(value):
            raise BadDescription(
                "The attribute '%(name)s' has at most %(most)s characters in one line.",
                name=name,
                most=LONGEST_VALUE,
            )
    if len(kept) > MOST_ATTRIBUTES:
        raise BadDescription(
            "%(count)s attributes are too many; a device has at most %(most)s.",
            count=len(kept),
            most=MOST_ATTRIBUTES,
        )
    return kept


def tags_of(text: str) -> list[str]:
    """Read tags that are separated by commas."""
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def attributes_of(text: str) -> dict[str, str]:
    """Read attributes as `plain` writes them, one a line; raise BadDescription."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        name, colon, value = line.partition(":")
        if not colon:
            raise BadDescription(
                "'%(line)s' is no attribute; write a name, a colon and a value, such as "
                "'Cabinet: 12'.",
                line=line.strip()[:LONGEST_NAME],
            )
        if name.strip() in found:
            raise BadDescription(
                "The attribute '%(name)s' stands there twice; say it once.",
                name=name.strip()[:LONGEST_NAME],
            )
        found[name.strip()] = value.strip()
    return found


def plain(value: object) -> object:
    """Write what is said of a device as the audit log and forms show it."""
    match value:
        case list() | tuple():
            return ", ".join(map(str, value))
        case dict():
            return "\n".join(f"{name}: {item}" for name, item in value.items())
        case _:
            return value
