from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.api.paging import read_cursor, write_cursor
from progres.api.problems import BadCursor
from progres.database.scope import scoped
from progres.devices.actions import register_many
from progres.devices.checks import DeviceFields
from tests.api.calls import caller
from tests.world import NOON, World


def register(world: World, *numbers: int) -> None:
    with scoped(world.olga.scope):
        register_many(
            [DeviceFields(dev_eui=f"{n:016x}", name=f"{n}") for n in numbers],
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )


def test_parts_neither_skip_nor_repeat_while_devices_are_added(world: World) -> None:
    olga = caller(world.olga)
    register(world, 1, 2, 3, 4)

    first = olga.get("/devices", limit=2).content
    register(world, 5)
    second = olga.get("/devices", limit=2, cursor=first["next_cursor"]).content
    third = olga.get("/devices", limit=2, cursor=second["next_cursor"]).content

    names = [item["name"] for part in (first, second, third) for item in part["items"]]
    assert names == ["Raumfühler 1", "1", "2", "3", "4", "5"]
    assert third["next_cursor"] is None


@pytest.mark.parametrize("limit", [0, 1001, "x"])
def test_a_limit_outside_is_refused(world: World, limit: object) -> None:
    answer = caller(world.olga).get("/devices", limit=limit)

    assert answer.status == 422
    assert answer.content["errors"][0]["field"] == "limit"


@pytest.mark.parametrize("cursor", ["x", "äöü", "AAAA", "a" * 400])
def test_a_made_up_cursor_is_refused(world: World, cursor: str) -> None:
    answer = caller(world.olga).get("/devices", cursor=cursor)

    assert answer.status == 422
    assert "is not a cursor of this list" in answer.content["detail"]


@given(st.integers(-(2**63), 2**63 - 1))
def test_cursors_come_back_as_they_were(number: int) -> None:
    assert read_cursor(write_cursor("q", number), "q") == (number,)


@given(st.text(max_size=30))
def test_any_other_text_is_no_cursor_or_is_read(text: str) -> None:
    with suppress(BadCursor):
        read_cursor(text, "q")
