"""Requests of persons about their data, what was answered, and what proves it (PRV-2)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from progres.accounts.models import User
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.metering.models import MeasuringPoint, Occupancy
from progres.tenants.models import Tenant


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def of(self, scope: Scope) -> Self:
        """Only requests in the queues of the instances in scope."""
        found = self.filter(tenant_id__in=scope.tenant_ids)
        return found if scope.asset_ids is None else found.none()


class PersonRequest(models.Model):
    """What a person asks about the own data, from its receipt to its proof.

    `tenant` is whose data they are: its people decide. What names the person is emptied
    when an erasure was carried out; the rest stays as proof.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)  # rules.Kind
    state = models.CharField(max_length=20)  # rules.State
    channel = models.CharField(max_length=20)  # rules.Channel
    received_on = models.DateField()
    due_on = models.DateField()
    extended_on = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True, max_length=2000)
    # The person
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2)
    # Further words by which the person is found in texts: other spellings, numbers.
    terms = models.JSONField(default=list)
    wish = models.TextField(blank=True, max_length=5000)
    correction = models.TextField(  # what would be right
        blank=True, max_length=5000, default="", db_default=""
    )
    purposes = models.JSONField(default=list)  # rules.Use
    # Whether it is the person: how it was found out, never a copy of a document.
    identity_method = models.CharField(max_length=20, blank=True)
    identity_note = models.CharField(max_length=500, blank=True)
    identified_at = models.DateTimeField(null=True)
    # The decision
    decision = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True, max_length=5000)
    weighing = models.TextField(blank=True, max_length=5000)
    decided_at = models.DateTimeField(null=True)
    # What the platform did
    preview = models.JSONField(null=True)
    proof = models.JSONField(null=True)
    problem = models.TextField(blank=True)
    problem_facts = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    # A rectification is done by people: what they changed, and who was told (Art. 19).
    done_note = models.TextField(blank=True, max_length=5000, default="", db_default="")
    recipients_told = models.TextField(
        blank=True, max_length=2000, default="", db_default=""
    )
    # When the person was told that it is done, and how the package was handed over.
    told_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.CharField(  # rules.HandedBy
        max_length=20, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField()

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        db_table = "person_request"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("received_on")),
                name="person_request_is_due_after_its_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "done", "failed"])
                | Q(identified_at__isnull=False, decided_at__isnull=False),
                name="person_request_is_carried_out_once_identified_and_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(decided_at__isnull=False),
                name="person_request_is_refused_by_a_decision",
            ),
        ]
        indexes = [
            # Serves the queue: what is due first.
            models.Index(fields=["due_on", "id"], name="person_request_by_due_day"),
            # Serves the count in the navigation and the reminders.
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(state__in=["received", "identified", "granted", "failed"]),
                name="person_request_open",
            ),
            # Serves the job that tells people that it is done.
            models.Index(
                fields=["tenant"],
                condition=Q(state="done", told_at=None),
                name="person_request_done_untold",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def target(self) -> Target:
        """What the audit log calls it: by its number, which names nobody."""
        return Target("person_request", str(self.id), f"{self.kind} {self.id}")


class RequestSpanQuerySet(models.QuerySet["RequestSpan"]):
    def of(self, scope: Scope) -> Self:
        """Only spans of requests of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class RequestSpan(models.Model):
    """A measuring point and the time for which a request is about its readings."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    request = models.ForeignKey(PersonRequest, on_delete=models.CASCADE)
    measuring_point = models.ForeignKey(MeasuringPoint, on_delete=models.CASCADE)
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.SET_NULL)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = RequestSpanQuerySet.as_manager()

    class Meta:
        db_table = "person_request_span"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="person_request_span_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measuring_point_id}: {self.since:%Y-%m-%d}"


class AnswerPackageQuerySet(models.QuerySet["AnswerPackage"]):
    def of(self, scope: Scope) -> Self:
        """Only packages of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class AnswerPackage(models.Model):
    """The archive that answers a request: a report to read, and data for machines."""

    request = models.OneToOneField(
        PersonRequest, primary_key=True, on_delete=models.CASCADE
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # SHA-256 of the archive, in hex
    content = models.BinaryField()

    objects = AnswerPackageQuerySet.as_manager()

    class Meta:
        db_table = "answer_package"

    def __str__(self) -> str:
        return self.digest


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    def of(self, scope: Scope) -> Self:
        """Only tombstones of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Tombstone(models.Model):
    """An erasure that was carried out here; the list itself is a file beside the database.

    A database that comes from a backup lacks the newest of them: what the file names and
    this table does not is erased again (`privacy/tombstones.py`). Names nobody.
    """

    key = models.CharField(primary_key=True, max_length=32)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    erased_at = models.DateTimeField()

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        db_table = "tombstone"

    def __str__(self) -> str:
        return self.key
