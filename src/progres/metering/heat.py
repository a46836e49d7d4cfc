"""Heat data serve billing and information on consumption, and are shown there alone.

By default what devices at measuring points of heat send is on no map, wall screen or
overview and in no alarm rule. An instance may let it be there, for a reason.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.database.scope import Scope
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem
from progres.metering.models import HeatRelease
from progres.metering.rules import Medium
from progres.tenants.models import Tenant

LONGEST_REASON = 500

_KEPT = """
select distinct m.device_id from media_of_devices(%s) m where m.medium = %s
    and not exists (select from heat_release r where r.tenant_id = m.tenant_id)
"""


class BadReason(Refusal):
    """Heat data are not shown elsewhere for this; the message says what is missing."""


def kept_to_purpose(scope: Scope, device_ids: Iterable[int]) -> frozenset[int]:
    """Those of the devices whose values are not shown outside their purpose.

    A device that served a measuring point of heat is one of them, also when the meter
    was taken out. Must run in the scope.
    """
    wanted = list(device_ids)
    if not (wanted and scope.tenant_ids):
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [wanted, Medium.HEAT])
        return frozenset(row[0] for row in cursor.fetchall())


def find_release(scope: Scope, tenant: Tenant) -> HeatRelease | None:
    """Say whether, since when and why an instance shows heat data elsewhere, too."""
    return HeatRelease.objects.of(scope).filter(tenant=tenant).first()


@transaction.atomic
def release_heat(reason: str, *, tenant: Tenant, by: Membership, at: datetime) -> None:
    """Let maps, wall screens, overview and alarm rules of an instance have heat data.

    Of its own measuring points, not of those below. Raises BadReason.
    """
    reason = reason.strip()
    problem = text_problem(Said("reason"), reason, most=LONGEST_REASON)
    if problem:
        raise BadReason.like(problem)
    if not reason:
        raise BadReason(
            "A reason is missing, such as 'Leak watch, agreed with the works council'."
        )
    if find_release(by.scope, tenant) is not None:
        return
    HeatRelease(tenant=tenant, reason=reason, released_at=at).save(force_insert=True)
    record(
        "heat_data.released",
        tenant_id=tenant.id,
        target=tenant.target,
        by=by.actor,
        at=at,
        details={"reason": reason},
    )


@transaction.atomic
def keep_heat(*, tenant: Tenant, by: Membership, at: datetime) -> None:
    """Show heat data for their purpose alone again."""
    found = find_release(by.scope, tenant)
    if found is not None:
        found.delete()
        record(
            "heat_data.kept",
            tenant_id=tenant.id,
            target=tenant.target,
            by=by.actor,
            at=at,
        )
