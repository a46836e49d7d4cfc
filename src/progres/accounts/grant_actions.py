from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from progres.accounts.membership import Membership
from progres.accounts.models import Grant
from progres.accounts.narrowing import asset_names, asset_of, check_narrowing
from progres.accounts.people import BadAccount, NotYourself
from progres.accounts.queries import get_grant, get_user, roles_of
from progres.accounts.rights import check_above, check_role
from progres.audit.actions import record
from progres.tenants.models import Tenant


class GrantExists(BadAccount):
    """The person may act in the instance already."""


@transaction.atomic
def give_access(
    user_id: int,
    *,
    role: str,
    tenant: Tenant,
    expires_at: datetime | None,
    asset_id: int | None = None,
    by: Membership,
    at: datetime,
) -> Grant:
    """Let somebody with an account in scope act in a further instance in scope.

    Raises User.DoesNotExist, NotYourself, BeyondOwnRights for an account or a role with
    rights that `by` does not have, GrantExists, and BadAccount for an end in the past.
    """
    user = get_user(by.scope, user_id)
    _check_not_self(user.id, by=by)
    check_above(roles_of(by.scope, user), by=by)
    check_role(role, tenant, by=by)
    check_narrowing(asset_id, role, tenant, by=by)
    _check_end(expires_at, at=at)
    grant = Grant(
        user=user,
        tenant=tenant,
        role=role,
        asset_id=asset_id,
        created_at=at,
        expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            if user.tenant_id == tenant.id:
                raise IntegrityError
            grant.save(force_insert=True)
    except IntegrityError:
        raise GrantExists(
            "%(name)s acts in '%(tenant)s' already; change the role there.",
            name=user.full_name,
            tenant=tenant.name,
        ) from None
    _record("grant.given", grant, by=by, at=at, details=_facts(grant))
    return grant


@transaction.atomic
def change_grant(
    grant_id: int, changes: Mapping[str, object], *, by: Membership, at: datetime
) -> Grant:
    """Change role or end of a grant; `changes` are some of role, asset_id and expires_at.

    Raises Grant.DoesNotExist for one in an instance that is not in scope, and otherwise
    as `give_access` does.
    """
    grant = get_grant(by.scope, grant_id)
    _check_not_self(grant.user_id, by=by)
    check_above([grant.role], by=by)
    asset_id = asset_of(changes, grant.asset_id)
    wanted = {"role": grant.role, "expires_at": grant.expires_at, **changes}
    role, expires_at = str(wanted["role"]), wanted["expires_at"]
    if (role, asset_id) != (grant.role, grant.asset_id):
        check_role(role, grant.tenant, by=by)
        check_narrowing(asset_id, role, grant.tenant, by=by)
    if isinstance(expires_at, datetime) and expires_at != grant.expires_at:
        _check_end(expires_at, at=at)
    before = _facts(grant)
    grant.role, grant.asset_id = role, asset_id
    grant.expires_at = expires_at if isinstance(expires_at, datetime) else None
    after = _facts(grant)
    details: dict[str, object] = {
        field: [before[field], after[field]]
        for field in after
        if before[field] != after[field]
    }
    if details:
        grant.save(update_fields=["role", "asset_id", "expires_at"])
        _record("grant.changed", grant, by=by, at=at, details=details)
    return grant


@transaction.atomic
def end_grant(grant_id: int, *, by: Membership, at: datetime) -> None:
    """End somebody's access to a further instance at once; raises as `change_grant`."""
    grant = get_grant(by.scope, grant_id)
    _check_not_self(grant.user_id, by=by)
    check_above([grant.role], by=by)
    _record("grant.ended", grant, by=by, at=at, details={"role": grant.role})
    grant.delete()


def _check_not_self(user_id: int, *, by: Membership) -> None:
    if user_id == by.user.id:
        raise NotYourself(
            "You cannot change your own rights; somebody else must do that."
        )


def _check_end(expires_at: datetime | None, *, at: datetime) -> None:
    if expires_at is not None and expires_at <= at:
        raise BadAccount("The access would have ended already; choose a later day.")


def _facts(grant: Grant) -> dict[str, str]:
    end = grant.expires_at
    return {
        "role": grant.role,
        "limited_to": asset_names([grant.asset_id]).get(grant.asset_id, "…"),
        "expires_at": end.astimezone(UTC).isoformat(timespec="minutes") if end else "",
    }


def _record(
    action: str,
    grant: Grant,
    *,
    by: Membership,
    at: datetime,
    details: Mapping[str, object],
) -> None:
    record(
        action,
        tenant_id=grant.tenant_id,
        target=grant.user.target,
        by=by.actor,
        at=at,
        details=details,
    )
