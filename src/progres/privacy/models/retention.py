"""How long things are kept, what was deleted when, and what must not be."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from progres.accounts.models import User
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class RetentionPolicyQuerySet(models.QuerySet["RetentionPolicy"]):
    def of(self, scope: Scope) -> Self:
        """Only periods of the instances in scope and above; begins every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids | scope.ancestor_ids)


class RetentionPolicy(models.Model):
    """How many days an instance, and those below that say nothing, keep a kind of data.

    That of the operator's own instance is the default, and alone has bounds.
    """

    pk = models.CompositePrimaryKey("tenant_id", "kind")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=40)
    days = models.IntegerField()
    least_days = models.IntegerField(null=True)
    most_days = models.IntegerField(null=True)

    objects = RetentionPolicyQuerySet.as_manager()

    class Meta:
        db_table = "retention_policy"
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1), name="retention_policy_keeps_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(least_days=None, most_days=None)
                | Q(least_days__gte=1, least_days__lte=F("days"))
                & Q(most_days__gte=F("days")),
                name="retention_policy_lies_within_its_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    def of(self, scope: Scope) -> Self:
        """Only runs in the instances in scope, and those of the whole platform."""
        return self.filter(Q(tenant_id__in=scope.tenant_ids) | Q(tenant=None))


class RetentionRun(models.Model):
    """That a job deleted a kind of data: of the platform, or of one instance in a run.

    `until` is the moment before which things went; `ended_at` and `error` are empty
    while it runs, and after a crash.
    """

    kind = models.CharField(max_length=40)
    tenant = models.ForeignKey(Tenant, null=True, on_delete=models.CASCADE)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    rows = models.BigIntegerField(default=0, db_default=0)
    partitions = models.IntegerField(default=0, db_default=0)
    error = models.CharField(max_length=500, default="", db_default="")

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        db_table = "retention_run"
        indexes = [
            # Serves the last runs of each kind, of the platform and of an instance.
            models.Index(
                fields=["kind", "tenant", "-began_at"], name="retention_run_by_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at}"


class RetentionNoticeQuerySet(models.QuerySet["RetentionNotice"]):
    def of(self, scope: Scope) -> Self:
        """Only notices to the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class RetentionNotice(models.Model):
    """That an instance knows that readings of a kind will go; none goes before."""

    pk = models.CompositePrimaryKey("tenant_id", "kind")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=40)
    told_at = models.DateTimeField()
    not_before = models.DateTimeField()

    objects = RetentionNoticeQuerySet.as_manager()

    class Meta:
        db_table = "retention_notice"

    def __str__(self) -> str:
        return f"{self.kind} of {self.tenant_id}"


class StoredDayQuerySet(models.QuerySet["StoredDay"]):
    def of(self, scope: Scope) -> Self:
        """Only counts of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class StoredDay(models.Model):
    """How many rows of a UTC day an instance has in a table that is kept by days."""

    pk = models.CompositePrimaryKey("tenant_id", "place", "kind", "day")
    # No reference: what devices measured is counted for instances that are gone, too.
    tenant_id = models.IntegerField()
    place = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    day = models.DateField()
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()

    objects = StoredDayQuerySet.as_manager()

    class Meta:
        db_table = "stored_day"
        indexes = [
            # Serves the jobs, which ask which days hold what is due.
            models.Index(fields=["place", "day"], name="stored_day_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.day}: {self.rows}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def of(self, scope: Scope) -> Self:
        """Only holds in the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)

    def held_at(self, at: datetime) -> Self:
        """Only holds that are in force."""
        return self.filter(began_at__lte=at, until__gt=at, lifted_at=None)


class LegalHold(models.Model):
    """What must not be deleted for some time, whatever else says so.

    Covers the whole instance, or a device, measuring point or account by its id.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    covers = models.CharField(max_length=20)
    thing_id = models.IntegerField(null=True)
    thing = models.CharField(max_length=254)  # as it was called when the hold was made
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        db_table = "legal_hold"
        constraints = [
            models.CheckConstraint(
                condition=Q(covers="instance", thing_id=None)
                | Q(covers__in=["device", "point", "account"], thing_id__isnull=False),
                name="legal_hold_covers_an_instance_or_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("began_at")), name="legal_hold_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.covers} {self.thing}"

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("legal_hold", str(self.id), self.thing)


class ErasureProofQuerySet(models.QuerySet["ErasureProof"]):
    def of(self, scope: Scope) -> Self:
        """Only proofs of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class ErasureProof(models.Model):
    """That the instances under a contract are erased, or are being; the operator's.

    `ids` has the SHA-256 over the ids of each table, taken before the first row goes,
    `rows` the rows that went, and `digest` is the SHA-256 over both and what they are
    about. `problem` says what holds an erasure up that has not ended.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    contract = models.CharField(max_length=60)
    contract_id = models.IntegerField()
    instance = models.CharField(max_length=100)
    erased_ids = ArrayField(models.IntegerField())  # of the instances
    confirmed_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ids = models.JSONField(default=dict, db_default={})
    rows = models.JSONField(default=dict, db_default={})
    digest = models.CharField(max_length=64, default="", db_default="")
    problem = models.CharField(max_length=500, default="", db_default="")

    objects = ErasureProofQuerySet.as_manager()

    class Meta:
        db_table = "erasure_proof"
        constraints = [
            models.UniqueConstraint(
                fields=["contract_id"], name="erasure_proof_is_one_per_contract"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.instance}"

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("erasure_proof", str(self.id), self.instance)
