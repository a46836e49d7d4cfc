"""What an asset can be, and what is asked of assets of an own type."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any

from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_TEXT = 300
MOST_FIELDS = 40
MOST_CHOICES = 50
LONGEST_CHOICE = 60


class AssetKind(StrEnum):
    """From the large to the small; any can stand in any other."""

    SITE = "site"
    BUILDING = "building"
    STAIRCASE = "staircase"
    FLOOR = "floor"
    UNIT = "unit"
    ROOM = "room"
    METER_CABINET = "meter_cabinet"
    MANHOLE = "manhole"
    CONTAINER = "container"
    PARKING_SPACE = "parking_space"
    PLACE = "place"


class FieldKind(StrEnum):
    """What a field of an own type holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class BadAsset(Refusal):
    """An asset cannot be like this; the message says why and what would be right."""


class BadAssetType(Refusal):
    """A type of assets cannot be like this; the message says why."""


def check_field_specs(specs: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Return fields as they are stored, in the order given; raises BadAssetType."""
    if len(specs) > MOST_FIELDS:
        raise BadAssetType(
            "A type can have %(most)s fields; these are %(count)s.",
            most=MOST_FIELDS,
            count=len(specs),
        )
    checked = [_checked_spec(spec) for spec in specs]
    keys = [str(spec["key"]) for spec in checked]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise BadAssetType(
            "The key '%(key)s' is described twice; describe it once.", key=min(twice)
        )
    return checked


def check_values(
    specs: Sequence[Mapping[str, Any]], given: Mapping[str, object]
) -> dict[str, object]:
    """Return the values of an asset's own fields by key; raises BadAsset.

    What is None or empty is left out; a field that is required cannot be.
    """
    keys = [spec["key"] for spec in specs]
    for key in given:
        if key not in keys:
            raise BadAsset(
                "'%(key)s' is no field of this type; its fields: %(keys)s.",
                key=key,
                keys=", ".join(keys) or "–",
            )
    values = {}
    for spec in specs:
        value = given.get(spec["key"])
        value = value.strip() if isinstance(value, str) else value
        if value not in {None, ""}:
            values[spec["key"]] = _checked_value(spec, value)
        elif spec["required"]:
            raise BadAsset(
                "'%(field)s' is required by the type; fill it in.", field=name_of(spec)
            )
    return values


def name_of(spec: Mapping[str, Any]) -> str:
    """Return what a field is called where no language is known."""
    return str(spec["label_en"] or spec["label_de"] or spec["key"])


def said_of_values(
    specs: Sequence[Mapping[str, Any]],
    values: Mapping[str, object],
    keys: Collection[str],
) -> str:
    """Write some values in one line, as the audit log keeps them."""
    names = {spec["key"]: name_of(spec) for spec in specs}
    ordered = [*names, *sorted(values.keys() - names.keys())]
    return ", ".join(
        f"{names.get(key, key)}: {values[key]}"
        for key in ordered
        if key in keys and key in values
    )


def _checked_spec(spec: Mapping[str, Any]) -> dict[str, object]:
    key = str(spec.get("key", "")).strip()
    if not KEY.fullmatch(key):
        raise BadAssetType(
            "'%(key)s' is not a key; use small letters, digits and _, such as "
            "'year_built'.",
            key=key[:60],
        )
    kind = str(spec.get("kind", FieldKind.TEXT))
    if kind not in set(FieldKind):
        raise BadAssetType(
            "'%(kind)s' is not a kind of field; use one of %(kinds)s.",
            kind=kind[:60],
            kinds=", ".join(FieldKind),
        )
    texts = {
        name: _line(word, str(spec.get(name) or ""), most=most)
        for name, word, most in (
            ("label_de", Said("label"), 100),
            ("label_en", Said("label"), 100),
            ("unit", Said("unit"), 20),
        )
    }
    if kind != FieldKind.NUMBER:
        texts["unit"] = ""
    choices = _checked_choices(key, spec) if kind == FieldKind.CHOICE else []
    required = bool(spec.get("required"))
    return {"key": key, **texts, "kind": kind, "required": required, "choices": choices}


def _checked_choices(key: str, spec: Mapping[str, Any]) -> list[str]:
    given = (str(choice).strip() for choice in spec.get("choices") or ())
    choices = list(dict.fromkeys(choice for choice in given if choice))
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise BadAssetType(
            "The field '%(key)s' has %(count)s choices; it needs 2 to %(most)s.",
            key=key,
            count=len(choices),
            most=MOST_CHOICES,
        )
    return [_line(Said("choice"), choice, most=LONGEST_CHOICE) for choice in choices]


def _line(word: Said, text: str, *, most: int) -> str:
    text = text.strip()
    if problem := text_problem(word, text, most=most):
        raise BadAssetType.like(problem)
    return text


def _checked_value(spec: Mapping[str, Any], value: object) -> object:
    match spec["kind"], value:
        case FieldKind.YES_NO, bool():
            return value
        case FieldKind.NUMBER, int() | float() if not isinstance(value, bool):
            if isfinite(value) and abs(value) < 1e15:
                return value
        case FieldKind.DATE, str() if _is_day(value):
            return value
        case FieldKind.CHOICE, str() if value in spec["choices"]:
            return value
        case FieldKind.TEXT, str():
            word = Said("text in '%(field)s'", field=name_of(spec))
            problem = text_problem(word, value, most=LONGEST_TEXT)
            if problem is None:
                return value
            raise BadAsset.like(problem)
        case _:
            pass
    raise BadAsset(
        "'%(value)s' cannot stand in '%(field)s'; it holds %(kind)s.",
        value=str(value)[:60],
        field=name_of(spec),
        kind=_what(spec),
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _what(spec: Mapping[str, Any]) -> Said:
    match spec["kind"]:
        case FieldKind.YES_NO:
            return Said("yes or no")
        case FieldKind.NUMBER:
            return Said("a number")
        case FieldKind.DATE:
            return Said("a day such as 2026-03-01")
        case FieldKind.CHOICE:
            return Said("one of: %(choices)s", choices=", ".join(spec["choices"]))
        case _:
            return Said("a text")
