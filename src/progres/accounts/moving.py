"""Moving an instance, as far as it concerns the accounts in it."""

from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.accounts.room import check_agreed
from progres.tenants.models import Tenant
from progres.tenants.placing import CannotMove, move_tenant


@transaction.atomic
def move_instance(
    tenant_id: int, parent_id: int, *, by: Membership, at: datetime
) -> Tenant:
    """Put an instance with all below it under another one.

    Both ends are in the scope of `by`, who so has the same rights at both; what is
    closed to `by` by contract is not moved. Raises as `move_tenant` does, and NoRoom if
    the contract there agrees on fewer accounts.
    """
    if by.scope.named_ids & {tenant_id, parent_id}:
        raise CannotMove(
            "The contract there does not let you in; the customer must agree to "
            "support access before."
        )
    tenant = move_tenant(tenant_id, parent_id, scope=by.scope, by=by.actor, at=at)
    check_agreed(tenant, at=at)
    return tenant
