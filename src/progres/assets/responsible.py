"""Who of the people with an account is responsible for an asset."""

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.accounts.models import UserQuerySet
from progres.accounts.queries import search_users
from progres.assets.rules import BadAsset
from progres.tenants.models import Tenant


def people_for(tenant: Tenant, *, by: Membership) -> UserQuerySet:
    """People in reach who can be responsible in an instance: its own, and those above.

    None for who may see no accounts.
    """
    people = search_users(by.scope).filter(tenant_id__in=tenant.lineage, is_active=True)
    return people if by.may(Permission.USERS_VIEW) else people.none()


def check_responsible(user_id: int | None, tenant: Tenant, *, by: Membership) -> None:
    """Refuse whom the member cannot choose for an asset of the instance."""
    if user_id is None or people_for(tenant, by=by).filter(id=user_id).exists():
        return
    raise BadAsset(
        "There is no such person in '%(tenant)s' or above it; choose somebody who has "
        "an account there.",
        tenant=tenant.name,
    )
