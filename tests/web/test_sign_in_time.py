"""No difference in time tells which addresses have an account."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.world import World, keep


class CountingHasher(MD5PasswordHasher):
    """Counts what takes a quarter of a second with the real hasher."""

    count = 0

    def encode(self, *what: Any) -> str:
        CountingHasher.count += 1
        return super().encode(*what)


@pytest.mark.parametrize("who", ["known", "unknown", "disabled"])
def test_a_failed_sign_in_hashes_as_often_whoever_it_is(
    world: World, settings: Settings, who: str
) -> None:
    cache.clear()
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    if who == "disabled":
        world.rita.user.is_active = False
        keep(world.rita.user)
    email = "nobody@example.org" if who == "unknown" else world.rita.user.email
    CountingHasher.count = 0

    sent = {"login": email, "password": "a wrong pass phrase"}
    answer = Client().post("/account/login/", sent)

    assert answer.status_code == 200
    assert CountingHasher.count == 1
