from datetime import timedelta

import pytest

from progres.accounts.access import PERMISSIONS, Permission, Role
from progres.accounts.actions import create_api_key, create_user
from progres.accounts.gate import (
    NotAMember,
    UnknownApiKey,
    get_membership,
    get_membership_by_key,
)
from progres.accounts.membership import Membership, Origin
from progres.accounts.people import BadAccount
from progres.audit.rules import PLATFORM
from progres.database.scope import scoped
from tests.world import NOON, PASSWORD, World, keep

DAY = timedelta(days=1)


def make_key(
    person: Membership, *, read_only: bool = False, days: int | None = None
) -> str:
    return create_api_key(
        email=person.user.email.upper(),
        name="Tests",
        read_only=read_only,
        expires_at=None if days is None else NOON + days * DAY,
        at=NOON,
    )


def test_people_act_in_their_own_instance_and_below(world: World) -> None:
    below = get_membership(world.olga.user, world.bad.id, origin=Origin(), at=NOON)

    assert below.tenant == world.bad
    assert below.scope.tenant_ids == {world.bad.id}
    assert below.scope.ancestor_ids == {world.operator.id, world.musterstadt.id}


def test_above_beside_and_nowhere_are_all_the_same(world: World) -> None:
    for tenant_id in (world.operator.id, world.nord.id, 99_999):
        with pytest.raises(NotAMember):
            get_membership(world.olga.user, tenant_id, origin=Origin(), at=NOON)


def test_a_disabled_person_acts_nowhere(world: World) -> None:
    world.olga.user.is_active = False
    keep(world.olga.user)

    with pytest.raises(NotAMember):
        get_membership(world.olga.user, world.musterstadt.id, origin=Origin(), at=NOON)


def test_a_key_acts_as_its_user(world: World) -> None:
    by = get_membership_by_key(make_key(world.olga), at=NOON, origin=Origin())

    assert (by.user, by.tenant, by.scope) == (
        world.olga.user,
        world.musterstadt,
        world.olga.scope,
    )
    assert by.permissions == PERMISSIONS[Role.INSTANCE_ADMIN]


def test_a_read_only_key_keeps_the_rights_to_view(world: World) -> None:
    key = make_key(world.olga, read_only=True)
    by = get_membership_by_key(key, at=NOON, origin=Origin())

    assert by.may(Permission.DEVICES_VIEW)
    assert not by.may(Permission.DEVICES_EDIT)
    assert not by.may(Permission.ALARMS_ACKNOWLEDGE)


def test_a_key_ends_on_its_day(world: World) -> None:
    key = make_key(world.olga, days=2)

    assert get_membership_by_key(key, at=NOON + DAY, origin=Origin()).user == (
        world.olga.user
    )
    with pytest.raises(UnknownApiKey):
        get_membership_by_key(key, at=NOON + 2 * DAY, origin=Origin())


def test_a_key_that_was_never_made_is_unknown(world: World) -> None:
    with pytest.raises(UnknownApiKey):
        get_membership_by_key("pk_wrong", at=NOON, origin=Origin())


@pytest.mark.parametrize(
    ("email", "days", "words"),
    [
        ("nobody@example.org", 1, "no active account"),
        ("olga@example.org", 0, "expired"),
    ],
)
def test_a_key_that_cannot_be_is_refused(
    world: World, email: str, days: int, words: str
) -> None:
    with pytest.raises(BadAccount, match=words):
        create_api_key(
            email=email,
            name="",
            read_only=False,
            expires_at=NOON + days * DAY,
            at=NOON,
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "OLGA@example.org"}, "already an account"),
        ({"email": "olga"}, "is not an e-mail address"),
        ({"first_name": " "}, "needs a first name"),
        ({"password": "short"}, "12"),
        ({"password": "password1234"}, "easy to guess|leicht zu erraten"),
        ({"password": "karla@example.org"}, "similar|ähnlich"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    world: World, changes: dict[str, str], words: str
) -> None:
    fields = {
        "email": "karla@example.org",
        "first_name": "Karla",
        "last_name": "Neu",
        "password": PASSWORD,
        **changes,
    }
    with scoped(world.everything), pytest.raises(BadAccount, match=words):
        create_user(**fields, role=Role.VIEWER, tenant=world.bad, by=PLATFORM, at=NOON)
