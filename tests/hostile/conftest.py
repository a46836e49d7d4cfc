"""The planted tree and the web process that serves it, as the tests of isolation have them."""

from tests.isolation.conftest import estate, served

__all__ = ["estate", "served"]
