from datetime import timedelta

from progres.database.scope import Scope, scoped
from progres.readings.traffic import Heard, heard_through
from tests.readings.setting import prepare, store_uplink
from tests.world import NOON, World


def heard(world: World, scope: Scope) -> Heard:
    with scoped(scope):
        found = heard_through(
            scope, [world.connection.id], at=NOON + timedelta(hours=30)
        )
    return found[world.connection.id]


def test_a_connection_was_heard_last_with_its_newest_uplink(world: World) -> None:
    with scoped(world.olga.scope):
        prepare(world, last=NOON + timedelta(days=1))
        store_uplink(world, NOON + timedelta(hours=12))
        store_uplink(world, NOON + timedelta(hours=7), frame_key=2)
        store_uplink(world, NOON + timedelta(hours=5), frame_key=3)

    assert heard(world, world.olga.scope) == Heard(
        last_at=NOON + timedelta(hours=12), in_a_day=2
    )


def test_a_connection_that_never_delivered_was_never_heard(world: World) -> None:
    assert heard(world, world.olga.scope) == Heard(last_at=None, in_a_day=0)


def test_a_stranger_hears_of_no_uplink(world: World) -> None:
    with scoped(world.olga.scope):
        prepare(world)
        store_uplink(world, NOON)

    assert heard(world, world.nora.scope).last_at is None
