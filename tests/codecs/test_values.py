import math
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.codecs.values import flatten

keys = st.text(st.characters(), max_size=12) | st.sampled_from(["k" * 60, "k" * 100])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400)])
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["ä" * 1001, "\x00", "\ud800", "x" * 1000])
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=8) | st.dictionaries(keys, inner, max_size=8)
    ),
    max_leaves=30,
)


def test_nested_objects_and_arrays_become_dotted_keys_in_order() -> None:
    flat = flatten({"a": {"b": [1, {"c": "x"}]}, "d": True, "e": None, "f": 2.5})

    assert flat.values == {"a.b.0": 1, "a.b.1.c": "x", "d": True, "e": None, "f": 2.5}
    assert list(flat.values) == ["a.b.0", "a.b.1.c", "d", "e", "f"]
    assert [str(warning) for warning in flat.warnings] == []


def test_empty_objects_and_arrays_give_no_values() -> None:
    assert flatten({"a": {}, "b": [], "c": {"d": [[], {}]}}).values == {}


def test_the_first_200_values_are_kept_and_the_rest_is_counted() -> None:
    flat = flatten({"list": list(range(250))})

    assert list(flat.values.values()) == list(range(200))
    assert [str(warning) for warning in flat.warnings] == [
        "50 values more than the 200 that are kept were left out."
    ]


def test_a_long_text_is_cut() -> None:
    flat = flatten({"note": "ä" * 1001})

    assert flat.values == {"note": "ä" * 1000}
    assert [str(warning) for warning in flat.warnings] == [
        "1 text was cut after 1,000 characters."
    ]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 10**400])
def test_what_is_no_finite_number_is_left_out(number: float) -> None:
    flat = flatten({"level": number, "ok": 1})

    assert flat.values == {"ok": 1}
    assert [str(warning) for warning in flat.warnings] == [
        "1 value was left out because it is not a finite number."
    ]


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_an_empty_or_long_key_is_left_out(key: str) -> None:
    flat = flatten({key: 1, "a": {key: 2}, "ok": 3})

    assert flat.values == {"ok": 3}
    assert [str(warning) for warning in flat.warnings] == [
        "2 values were left out because their keys are empty or over 100 characters."
    ]


def test_of_two_paths_to_one_key_the_first_counts() -> None:
    flat = flatten({"a.b": 1, "a": {"b": 2}})

    assert flat.values == {"a.b": 1}
    assert [str(warning) for warning in flat.warnings] == [
        "1 value was left out because another has the same key."
    ]


def test_characters_that_the_database_refuses_are_replaced() -> None:
    flat = flatten({"a\x00": "x\x00y", "b": "\ud800", "c": "😀"})

    assert flat.values == {"a\ufffd": "x\ufffdy", "b": "\ufffd", "c": "😀"}


def test_a_thousand_levels_do_not_exhaust_the_stack() -> None:
    deep: dict[str, object] = {"x": 1}
    for _ in range(1000):
        deep = {"x": deep}

    assert flatten(deep).values == {}


def test_what_json_cannot_hold_is_left_out() -> None:
    flat = flatten({"raw": b"\x01", "ok": 1})

    assert flat.values == {"ok": 1}
    assert [str(warning) for warning in flat.warnings] == [
        "1 value was left out because it is neither a number nor text."
    ]


@given(st.dictionaries(keys, trees, max_size=8))
def test_whatever_comes_in_the_bounds_hold(data: dict[str, object]) -> None:
    flat = flatten(data)

    assert len(flat.values) <= 200
    for key, value in flat.values.items():
        assert 1 <= len(key) <= 100
        f"{key}{value}".encode()  # no halves of surrogate pairs
        assert "\x00" not in f"{key}{value}"
        if isinstance(value, str):
            assert len(value) <= 1000
        elif value is not None:
            assert math.isfinite(value)


@given(
    st.dictionaries(
        st.text(ascii_lowercase, min_size=1, max_size=5),
        st.integers(-(2**53), 2**53) | st.text(ascii_lowercase, max_size=10),
        max_size=20,
    )
)
def test_what_is_flat_already_stays_as_it_is(data: dict[str, object]) -> None:
    flat = flatten(data)

    assert flat.values == data
    assert [str(warning) for warning in flat.warnings] == []
