import pytest

from progres.connections.actions import (
    create_connection,
    delete_connection,
    renew_token,
)
from progres.connections.checks import BadConnection
from progres.connections.models import Connection
from progres.connections.queries import get_connection, search_connections
from progres.database.scope import scoped
from progres.kit.secrets import matches
from tests.world import NOON, World


def test_only_the_hash_of_the_secret_is_kept(world: World) -> None:
    connection = world.connection

    assert matches(world.token, bytes(connection.token_hash))
    assert world.token.startswith(connection.token_prefix)
    assert len(connection.token_prefix) < 15


def test_a_new_secret_ends_the_old_one(world: World) -> None:
    with scoped(world.olga.scope):
        token = renew_token(world.connection.id, by=world.olga, at=NOON)
        stored = get_connection(world.olga.scope, world.connection.id).token_hash

    assert matches(token, bytes(stored))
    assert not matches(world.token, bytes(stored))


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("loriot", "x", "'loriot' is not a kind of connection"),
        ("tts", " ", "needs a name"),
    ],
)
def test_a_connection_that_cannot_be_is_refused(
    world: World, kind: str, name: str, words: str
) -> None:
    with scoped(world.olga.scope), pytest.raises(BadConnection, match=words):
        create_connection(
            name=name, kind=kind, tenant=world.musterstadt, by=world.olga, at=NOON
        )


def test_a_strangers_connection_does_not_exist(world: World) -> None:
    with scoped(world.everything):
        assert not search_connections(world.nora.scope)
        for action in (renew_token, delete_connection):
            with pytest.raises(Connection.DoesNotExist):
                action(world.connection.id, by=world.nora, at=NOON)


def test_a_deleted_connection_is_gone(world: World) -> None:
    with scoped(world.olga.scope):
        delete_connection(world.connection.id, by=world.olga, at=NOON)

        assert not search_connections(world.olga.scope)
