"""The search over everything, as machines ask it."""

from django.db import transaction

from progres.database.scope import scoped
from tests.api.calls import caller
from tests.world import World, make_asset


def test_hits_come_kind_by_kind_with_their_instance(world: World) -> None:
    with transaction.atomic(), scoped(world.olga.scope):
        asset = make_asset(world)

    answer = caller(world.olga).get("/search?q=hallenb").content

    assert answer == {
        "items": [
            {
                "kind": "device",
                "id": world.device.id,
                "name": "Raumfühler 1",
                "detail": "Hallenbad · Umkleide 2",
                "tenant": world.bad.id,
            },
            {
                "kind": "asset",
                "id": asset.id,
                "name": "Hallenbad",
                "detail": "Hallenbad",
                "tenant": world.musterstadt.id,
            },
            {
                "kind": "tenant",
                "id": world.bad.id,
                "name": "Hallenbad",
                "detail": "bad",
                "tenant": world.bad.id,
            },
        ],
        "more": [],
    }


def test_one_kind_is_asked_for_and_what_is_left_out_is_told(world: World) -> None:
    with transaction.atomic(), scoped(world.olga.scope):
        for number in range(3):
            make_asset(world, f"Saal {number}")

    answer = caller(world.rita).get("/search?q=saal&kind=asset&limit=2").content

    assert [hit["name"] for hit in answer["items"]] == ["Saal 0", "Saal 1"]
    assert answer["more"] == ["asset"]


def test_a_stranger_finds_nothing_and_a_question_is_needed(world: World) -> None:
    assert caller(world.nora).get("/search?q=hallenb").content["items"] == []
    assert caller(world.olga).get("/search").status == 422
