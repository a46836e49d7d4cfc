"""What an entry commits to: pure arithmetic, and the database gives it back unchanged."""

import json
from datetime import timedelta
from typing import Any

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progres.audit.chain import (
    beginning,
    canonical,
    commitment,
    prolonged,
    storable,
)
from tests.world import NOON, World

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_database_gives_back_has_the_same_bytes(
    db: None, value: object
) -> None:
    kept = storable(value)
    with connection.cursor() as cursor:
        cursor.execute("select %s::jsonb::text", [json.dumps(kept)])
        read: Any = json.loads(cursor.fetchone()[0])

    assert canonical(read) == canonical(kept)


def test_a_text_is_no_number_and_no_order_of_keys_counts() -> None:
    assert canonical("60") != canonical(60)
    assert canonical({"b": 1, "a": 100}) == canonical({"a": 1e2, "b": 1.0})
    assert canonical([-0.0, 1e-7, None, True]) == b"[0,0.0000001,null,true]"


def test_without_the_salt_a_commitment_tells_nothing() -> None:
    assert commitment(bytes(16), "who", [7]) != commitment(b"\1" * 16, "who", [7])
    assert commitment(bytes(16), "who", [7]) != commitment(bytes(16), "what", [7])


def test_each_instance_and_day_has_its_own_chain() -> None:
    day = NOON.date()

    heads = {
        beginning(1, day),
        beginning(2, day),
        beginning(1, day + timedelta(days=1)),
    }

    assert len(heads) == 3
    links = [b"a" * 32, b"b" * 32]
    whole = prolonged(bytes(32), links)
    assert whole == prolonged(prolonged(bytes(32), links[:1]), links[1:])
    assert whole != prolonged(bytes(32), links[::-1])


def test_what_no_json_can_say_is_kept_as_text(world: World) -> None:
    assert storable({1: float("nan"), "b": "a\x00\ud800", "c": (NOON,)}) == {
        "1": "nan",
        "b": "a\ufffd?",
        "c": ["2026-03-01 12:00:00+00:00"],
    }
