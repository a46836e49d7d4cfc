"""The planted tree and the web process that serves it, as the tests of isolation have them."""

import pytest

from tests.hostile.places import Place, places
from tests.isolation.conftest import Estate, estate, served
from tests.isolation.served import Served

__all__ = ["estate", "served"]


@pytest.fixture(scope="package")
def forms(estate: Estate, served: Served) -> list[Place]:
    """Every form that any page shows."""
    return list(places(estate, served))
