from collections.abc import Iterator

import pytest

from progres.database.scope import Scope, scoped
from progres.gateways.actions import register_gateway
from progres.gateways.checks import BadGateway, GatewayFields
from progres.gateways.models import Gateway
from progres.gateways.queries import gateway_names, search_gateways
from tests.world import NOON, World


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope."""
    with scoped(world.everything):
        yield world


def register(world: World, gateway_id: str, *, shared: bool = True) -> Gateway:
    return register_gateway(
        GatewayFields(gateway_id=gateway_id, name=f"Turm {gateway_id}", shared=shared),
        tenant=world.musterstadt,
        by=world.olga,
        at=NOON,
    )


def test_a_gateway_has_its_name_whatever_the_case_of_its_id(house: World) -> None:
    register(house, " 24E124FFFEF00001")

    names = gateway_names(house.olga.scope)
    assert list(names) == ["24e124fffef00001"]


def test_a_shared_gateway_shows_below_and_not_beside(house: World) -> None:
    shared = register(house, "aa")
    register(house, "bb", shared=False)
    below = Scope(frozenset({house.bad.id}), frozenset({house.musterstadt.id}))

    with scoped(below):
        assert list(search_gateways(below)) == [shared]
    assert not search_gateways(house.nora.scope)


def test_a_gateway_is_registered_once(house: World) -> None:
    register(house, "aa")

    with pytest.raises(BadGateway, match="is already registered in"):
        register(house, "AA")


def test_a_gateway_needs_an_id(house: World) -> None:
    with pytest.raises(BadGateway, match="needs an id"):
        register(house, " ")
