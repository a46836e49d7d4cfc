"""Who must show a second factor: per instance, for everybody or for some roles."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from progres.accounts.access import PERMISSIONS
from progres.accounts.membership import Membership
from progres.accounts.models import SignInRule, User
from progres.accounts.people import BadAccount
from progres.accounts.queries import search_own_roles
from progres.audit.actions import record


def find_rule(by: Membership) -> SignInRule:
    """The rule of the member's instance; without one nobody needs a second factor."""
    rules = SignInRule.objects.of(by.scope).filter(tenant=by.tenant)
    return rules.first() or SignInRule(tenant=by.tenant, everybody=False, roles=[])


def rules_above(by: Membership) -> Sequence[SignInRule]:
    """Rules of the instances above that hold here, too, the uppermost first."""
    rules = SignInRule.objects.of(by.scope).filter(tenant__in=by.scope.ancestor_ids)
    demanding = [rule for rule in rules if rule.everybody or rule.roles]
    lineage = by.tenant.lineage
    return sorted(demanding, key=lambda rule: lineage.index(rule.tenant_id))


@transaction.atomic
def set_rule(
    *, everybody: bool, roles: Sequence[str], by: Membership, at: datetime
) -> None:
    """Say who needs a second factor in the member's instance and below.

    Whoever owes one can do nothing but set it up from then on. Raises BadAccount for a
    role that is none.
    """
    known = [*PERMISSIONS, *(role.slug for role in search_own_roles(by.scope))]
    for role in roles:
        if role not in known:
            raise BadAccount(
                "'%(role)s' is not a role; use one of %(roles)s.",
                role=role,
                roles=", ".join(known),
            )
    rule = find_rule(by)
    wanted = {"everybody": everybody, "roles": [r for r in known if r in roles]}
    details: dict[str, object] = {
        name: [getattr(rule, name), value]
        for name, value in wanted.items()
        if getattr(rule, name) != value
    }
    if not details:
        return
    SignInRule.objects.of(by.scope).update_or_create(tenant=by.tenant, defaults=wanted)
    record(
        "sign_in_rule.changed",
        tenant_id=by.tenant.id,
        target=by.tenant.target,
        by=by.actor,
        at=at,
        details=details,
    )


def owes_second_factor(user: User, *, at: datetime) -> bool:
    """Say whether a rule demands a second factor that the person does not have."""
    with connection.cursor() as cursor:
        cursor.execute("select owes_second_factor(%s, %s)", [user.id, at])
        return bool(cursor.fetchone()[0])
