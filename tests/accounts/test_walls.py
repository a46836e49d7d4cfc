"""Accounts are behind the wall between instances, whatever Python asks for."""

from django.db import connection, transaction

from progres.accounts.lookups import account_with_address
from progres.accounts.models import Grant, User
from progres.database.scope import Scope, scoped, signing_in
from tests.world import NOON, World


def emails() -> set[str]:
    """Everybody whom the current transaction sees."""
    return set(User.objects.values_list("email", flat=True))


def test_without_a_scope_nobody_is_seen(world: World) -> None:
    assert emails() == set()
    assert account_with_address(" RITA@example.org ") == world.rita.user
    assert account_with_address("nobody@example.org") is None


def test_an_instance_sees_its_own_people_and_those_below(world: World) -> None:
    with scoped(world.olga.scope):
        assert emails() == {"olga@example.org", "rita@example.org"}
    with scoped(Scope(frozenset({world.bad.id}))):
        assert emails() == set()


def test_who_was_granted_access_is_seen_and_cannot_be_changed(world: World) -> None:
    with scoped(world.olga.scope):
        Grant.objects.create(
            user=world.nora.user, tenant=world.bad, role="viewer", created_at=NOON
        )
    with scoped(Scope(frozenset({world.bad.id}))):
        assert emails() == {"nora@example.org"}
        changed = User.objects.filter(email="nora@example.org").update(role="viewer")
        assert changed == 0


def test_only_what_signs_people_in_sees_all_and_only_then(world: World) -> None:
    with signing_in():
        assert len(emails()) == 4
    assert emails() == set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('progres.sign_in', true)")
        assert cursor.fetchone() == ("",)
