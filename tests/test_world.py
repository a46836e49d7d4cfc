from tests.world import World


def test_the_cast_reaches_its_own_instances_and_no_others(world: World) -> None:
    assert world.olga.scope.tenant_ids == {world.musterstadt.id, world.bad.id}
    assert world.nora.scope.tenant_ids == {world.nord.id}
    assert world.olga.scope.ancestor_ids == {world.operator.id}
