"""Moving an instance, as far as it concerns the accounts and devices in it."""

from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Membership
from progres.accounts.room import check_agreed, user_quotas
from progres.devices.room import device_quotas
from progres.tenants.models import Tenant
from progres.tenants.placing import CannotMove, move_tenant
from progres.tenants.queries import get_tenant


@transaction.atomic
def move_instance(
    tenant_id: int, parent_id: int, *, by: Membership, at: datetime
) -> Tenant:
    """Put an instance with all below it under another one.

    Both ends are in the scope of `by`, who so has the same rights at both; what is
    closed to `by` by contract is not moved. Raises as `move_tenant` does, NoRoom if the
    contract there agrees on fewer accounts, and CannotMove beyond a quota there.
    """
    if by.scope.named_ids & {tenant_id, parent_id}:
        raise CannotMove(
            "The contract there does not let you in; the customer must agree to "
            "support access before."
        )
    parent = get_tenant(by.scope, parent_id)
    users, devices = user_quotas(parent), device_quotas(parent)
    tenant = move_tenant(tenant_id, parent_id, scope=by.scope, by=by.actor, at=at)
    check_agreed(tenant, at=at)
    for quota, used in user_quotas(parent) - users:
        if used > quota:
            raise CannotMove(
                "The quota there is %(quota)s users, and there would be %(used)s; raise "
                "it first, or delete some.",
                quota=quota,
                used=used,
            )
    for quota, used in device_quotas(parent) - devices:
        if used > quota:
            raise CannotMove(
                "The quota there is %(quota)s devices, and there would be %(used)s; "
                "raise it first, or delete some.",
                quota=quota,
                used=used,
            )
    return tenant
