from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from progres.accounts.access import Permission, with_needed
from progres.accounts.membership import Membership
from progres.accounts.models import OwnRole
from progres.accounts.people import BadAccount
from progres.accounts.queries import get_own_role
from progres.accounts.rights import BeyondOwnRights
from progres.accounts.roles import rights_of_own_role
from progres.audit.actions import record_about
from progres.kit.words import is_one_line
from progres.tenants.models import Tenant

LONGEST_NAME = 60
LONGEST_DESCRIPTION = 300


class BadRole(BadAccount):
    """A role cannot be like this; the message says why and what would be right."""


class RoleExists(BadRole):
    """The instance has another role of this name."""


class RoleInUse(BadRole):
    """Somebody has the role, so that it cannot be deleted."""


@transaction.atomic
def create_role(
    *,
    name: str,
    description: str = "",
    permissions: Iterable[str],
    tenant: Tenant,
    by: Membership,
    at: datetime,
) -> OwnRole:
    """Compose a role for an instance in scope and all below.

    Raises BadRole for a name that is missing or used, or a right that does not exist;
    BeyondOwnRights for one that `by` does not have.
    """
    said = _checked(name, description, permissions, by=by)
    role = OwnRole(tenant=tenant, created_at=at, **said)
    _save(role)
    facts = {"permissions": ", ".join(role.permissions)}
    record_about("role.created", role, by=by.actor, at=at, details=facts)
    return role


@transaction.atomic
def change_role(
    role_id: int,
    *,
    name: str,
    description: str,
    permissions: Iterable[str],
    by: Membership,
    at: datetime,
) -> OwnRole:
    """Change a role; whoever has it may do at once what it says then.

    Raises OwnRole.DoesNotExist for one that is not of the instances in scope, and
    otherwise as `create_role` does, also for rights that the role had before.
    """
    role = get_own_role(by.scope, role_id, to_change=True)
    _check_held(rights_of_own_role(role), by=by)
    said = _checked(name, description, permissions, by=by)
    details = {
        field: [getattr(role, field), value]
        for field, value in said.items()
        if getattr(role, field) != value
    }
    if details:
        for field, value in said.items():
            setattr(role, field, value)
        _save(role)
        record_about("role.changed", role, by=by.actor, at=at, details=details)
    return role


@transaction.atomic
def delete_role(role_id: int, *, by: Membership, at: datetime) -> None:
    """Delete a role that nobody has.

    Raises OwnRole.DoesNotExist and BeyondOwnRights as `change_role` does, and RoleInUse.
    """
    role = get_own_role(by.scope, role_id, to_change=True)
    _check_held(rights_of_own_role(role), by=by)
    if holders := _uses_of(role):
        raise RoleInUse(
            "The role '%(role)s' is given %(count)s times; give these people another "
            "one first.",
            role=role.name,
            count=holders,
        )
    record_about("role.deleted", role, by=by.actor, at=at)
    role.delete()


def _uses_of(role: OwnRole) -> int:
    """How often a role is given, in instances that are not in scope, too."""
    with connection.cursor() as cursor:
        cursor.execute("select uses_of_role(%s)", [role.id])
        uses: int = cursor.fetchone()[0]
    return uses


def _checked(
    name: str, description: str, permissions: Iterable[str], *, by: Membership
) -> dict[str, object]:
    name, description = name.strip(), description.strip()
    if not name or len(name) > LONGEST_NAME or not is_one_line(name):
        raise BadRole(
            "A role needs a name of at most %(most)s characters, such as 'Caretaker'.",
            most=LONGEST_NAME,
        )
    if len(description) > LONGEST_DESCRIPTION or not is_one_line(description):
        raise BadRole(
            "The description can have %(most)s characters in one line.",
            most=LONGEST_DESCRIPTION,
        )
    wanted = frozenset(permissions)
    if unknown := wanted - {p.value for p in Permission}:
        raise BadRole("'%(right)s' is not a right.", right=min(unknown))
    if not wanted:
        raise BadRole("A role needs at least one right.")
    rights = with_needed(Permission(right) for right in wanted)
    _check_held(rights, by=by)
    ordered = [p.value for p in Permission if p in rights]
    return {"name": name, "description": description, "permissions": ordered}


def _check_held(permissions: Iterable[str], *, by: Membership) -> None:
    """Let nobody compose, change or delete a role with rights that he lacks."""
    if lacking := sorted(frozenset(permissions) - by.permissions):
        raise BeyondOwnRights(
            "The role has the right '%(right)s', which you do not have yourself.",
            right=str(lacking[0]),
        )


def _save(role: OwnRole) -> None:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError:
        raise RoleExists(
            "There is already a role '%(name)s' in '%(tenant)s'; choose another name.",
            name=role.name,
            tenant=role.tenant.name,
        ) from None
