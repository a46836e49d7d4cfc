"""Where providers of single sign-on may stand: inside the house only as it is told."""

import socket

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from progres.accounts.single_sign_on import set_provider
from progres.database.scope import scoped
from tests.world import NOON, World

LOOPBACK = ("localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]")


def place_of_provider(world: World, issuer: str) -> str:
    with scoped(world.olga.scope):
        provider = set_provider(
            issuer=issuer,
            client_id="progres",
            secret="a secret",  # noqa: S106 of nobody
            words="Sign in with the city account",
            by=world.olga,
            at=NOON,
        )
    return provider.place


def address(name: str, place: str) -> str:
    return reverse(name, kwargs={"provider_id": place})


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_address_inside_is_not_asked_unless_it_is_named(
    world: World, settings: Settings, host: str
) -> None:
    settings.INTERNAL_HOSTS = frozenset({"login.example.org"})
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0)
        port = inside.getsockname()[1]
        place = place_of_provider(world, f"http://{host}:{port}")

        assert Client().get(address("openid_connect_login", place)).status_code == 403
        with pytest.raises(BlockingIOError):
            inside.accept()


def test_a_provider_that_does_not_answer_is_no_mistake_of_ours(
    world: World, settings: Settings
) -> None:
    settings.INTERNAL_HOSTS = frozenset({"localhost"})
    place = place_of_provider(world, "http://localhost:9")

    assert Client().get(address("openid_connect_login", place)).status_code == 403
    assert Client().get(address("account_login_at", place)).status_code == 200
