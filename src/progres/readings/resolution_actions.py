"""Saying how finely whose readings are shown, step by step."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.access import is_role
from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.kit.refusal import Refusal
from progres.readings.models import ResolutionPolicy
from progres.readings.rules import Resolution
from progres.tenants.models import Tenant

MOST_DAYS = 36_525  # a hundred years


class BadPolicy(Refusal):
    """Readings cannot be shown like this; the message says what would be right."""


@dataclass(frozen=True, kw_only=True)
class PolicyFields:
    """A step of a policy, as `readings.models.ResolutionPolicy` says it."""

    medium: str
    role: str
    resolution: str
    days: int | None


@transaction.atomic
def add_policy(
    fields: PolicyFields, *, tenant: Tenant, by: Membership, at: datetime
) -> ResolutionPolicy:
    """Bind how finely readings of an instance and all below are shown.

    Raises BadPolicy for a role or resolution that is none, days that are none, and a
    step that is there.
    """
    if fields.resolution not in set(Resolution):
        raise BadPolicy(
            "'%(resolution)s' is not a resolution; use one of %(resolutions)s.",
            resolution=fields.resolution[:40],
            resolutions=", ".join(Resolution),
        )
    if fields.role and not is_role(fields.role):
        raise BadPolicy("There is no such role; choose one of the list, or none.")
    if fields.days is not None and not 1 <= fields.days <= MOST_DAYS:
        raise BadPolicy(
            "%(days)s is not a number of days from 1 to %(most)s.",
            days=fields.days,
            most=MOST_DAYS,
        )
    same = ResolutionPolicy.objects.of(by.scope).filter(
        tenant=tenant,
        medium=fields.medium,
        role=fields.role,
        resolution=fields.resolution,
    )
    if same.exists():
        raise BadPolicy(
            "This step is there with another number of days; remove it first."
        )
    policy = ResolutionPolicy(tenant=tenant, **asdict(fields))
    policy.save(force_insert=True)
    record_about(
        "resolution_policy.added", policy, by=by.actor, at=at, details=_facts(policy)
    )
    return policy


@transaction.atomic
def remove_policy(
    policy_id: int, *, tenant: Tenant, by: Membership, at: datetime
) -> None:
    """Take a step back; raise ResolutionPolicy.DoesNotExist unless it is the instance's."""
    policies = ResolutionPolicy.objects.of(by.scope).select_related("tenant")
    policy = policies.get(id=policy_id, tenant=tenant)
    record_about(
        "resolution_policy.removed", policy, by=by.actor, at=at, details=_facts(policy)
    )
    policy.delete()


def _facts(policy: ResolutionPolicy) -> dict[str, object]:
    return {
        "finest_resolution": policy.resolution,
        "medium": policy.medium or "–",
        "role": policy.role or "–",
        "days": policy.days,
    }
