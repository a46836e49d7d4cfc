from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction

from progres.accounts.links import digest_of
from progres.accounts.membership import Membership, Origin, actor_of
from progres.accounts.models import User
from progres.accounts.narrowing import asset_of, check_narrowing, named_assets
from progres.accounts.people import (
    BadAccount,
    NotYourself,
    PersonFields,
    checked_person,
)
from progres.accounts.queries import get_user, roles_of
from progres.accounts.rights import check_above, check_role
from progres.accounts.second_factors import factors_of
from progres.accounts.sessions import end_sessions
from progres.audit.actions import record_about
from progres.database.scope import Scope, scoped

CHANGEABLE = (
    *("first_name", "last_name", "role", "language"),
    *("company", "phone", "address"),
)


@transaction.atomic
def change_user(
    user_id: int,
    changes: Mapping[str, object],
    *,
    by: Membership,
    at: datetime,
) -> User:
    """Change what is said of a person; `changes` are some of CHANGEABLE or is_active.

    A disabled account can do nothing, and its sessions end. Raises User.DoesNotExist
    for an account that is not in scope, BadAccount, NotYourself, and BeyondOwnRights
    for an account or a role with rights that `by` does not have.
    """
    user = get_user(by.scope, user_id)
    check_above(roles_of(by.scope, user), by=by)
    said = {name: getattr(user, name) for name in CHANGEABLE}
    wanted = {**said, **{k: v for k, v in changes.items() if k in CHANGEABLE}}
    columns = checked_person(PersonFields(email=user.email, **wanted))
    del columns["email"]
    asset_id = asset_of(changes, user.asset_id)
    has_other_rights = (columns["role"], asset_id) != (user.role, user.asset_id)
    if has_other_rights:
        check_role(columns["role"], user.tenant, by=by)
        check_narrowing(asset_id, columns["role"], user.tenant, by=by)
    active = bool(changes.get("is_active", user.is_active))
    if user.id == by.user.id and (not active or has_other_rights):
        raise NotYourself(
            "You cannot disable your own account or change its role; "
            "somebody else must do that."
        )
    after = {**columns, "is_active": active, "asset_id": asset_id}
    details: dict[str, object] = {
        name: [getattr(user, name), value]
        for name, value in after.items()
        if getattr(user, name) != value
    }
    if details:
        for name, value in after.items():
            setattr(user, name, value)
        user.save(update_fields=list(details))
        details = named_assets(details)
        record_about("user.changed", user, by=by.actor, at=at, details=details)
        if not active:
            end_sessions(user, by=by.actor, at=at)
    return user


@transaction.atomic
def delete_user(user_id: int, *, by: Membership, at: datetime) -> None:
    """Erase an account with its keys and grants at once.

    What it did stays, without its name where the audit log does not need it. Raises as
    `change_user` does.
    """
    user = get_user(by.scope, user_id)
    check_above(roles_of(by.scope, user), by=by)
    if user.id == by.user.id:
        raise NotYourself("You cannot delete the account that you are signed in with.")
    end_sessions(user, by=by.actor, at=at)
    record_about("user.deleted", user, by=by.actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select delete_account(%s)", [user.id])


@transaction.atomic
def remove_second_factors(user_id: int, *, by: Membership, at: datetime) -> User:
    """Let somebody sign in with the password alone who has lost device and codes.

    Raises as `change_user` does; one's own are removed on the own page.
    """
    user = get_user(by.scope, user_id)
    check_above(roles_of(by.scope, user), by=by)
    if user.id == by.user.id:
        raise NotYourself("Remove your own second factors in your account.")
    factors_of(user).delete()
    record_about("second_factor.taken_away", user, by=by.actor, at=at)
    return user


@transaction.atomic
def reset_password(
    user: User, password: str, *, digest: str, origin: Origin, at: datetime
) -> None:
    """Set a new password for whom a mailed link was; `digest` is the link's.

    Sessions with the old password end. Raises ValidationError for a weak password, and
    BadAccount if the link was used in the meantime.
    """
    own = Scope(frozenset({user.tenant_id}))
    with scoped(own):
        user = User.objects.of(own).select_for_update().get(id=user.id)
        if digest != digest_of(user) or not user.is_active:
            raise BadAccount("This link was used already; ask for a new one.")
        validate_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        record_about("user.password_reset", user, by=actor_of(user, origin), at=at)
        end_sessions(user, by=actor_of(user, origin), at=at)
