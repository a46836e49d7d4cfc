"""What is on record of runs that delete, as people see it."""

from datetime import datetime, timedelta

from progres.database.scope import Scope
from progres.privacy.kinds import Kind
from progres.privacy.models import RetentionNotice, RetentionRun, RetentionRunQuerySet
from progres.tenants.models import Tenant

LONGEST_RUN = timedelta(hours=6)  # after that a run that has no end has died


def last_runs(scope: Scope) -> dict[Kind, RetentionRun]:
    """The last run of each kind in the whole platform."""
    runs = RetentionRun.objects.of(scope).filter(tenant=None)
    newest = runs.order_by("kind", "-began_at", "-id").distinct("kind")
    return {Kind(run.kind): run for run in newest if run.kind in set(Kind)}


def has_failed(run: RetentionRun, *, at: datetime) -> bool:
    """Say whether a run ended with an error, or never did."""
    died = run.ended_at is None and run.began_at < at - LONGEST_RUN
    return bool(run.error) or died


def runs_of(scope: Scope, tenant: Tenant) -> RetentionRunQuerySet:
    """Runs that deleted something of an instance in scope, the newest first."""
    runs = RetentionRun.objects.of(scope).filter(tenant=tenant)
    return runs.order_by("-began_at", "-id")


def notices_to(scope: Scope, tenant: Tenant) -> dict[Kind, datetime]:
    """Since when readings of an instance in scope may go, as far as it was told."""
    notices = RetentionNotice.objects.of(scope).filter(tenant=tenant)
    return {Kind(n.kind): n.not_before for n in notices if n.kind in set(Kind)}
