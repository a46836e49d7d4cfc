"""Breaches of data protection, and what was disclosed to authorities."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class IncidentQuerySet(models.QuerySet["Incident"]):
    def of(self, scope: Scope) -> Self:
        """Only incidents noted in the instances in scope; begins every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Incident(models.Model):
    """A breach, noted in the instance whose people deal with it.

    `concerned` are ids of instances whose data it is about, `kinds` names of
    `kit.datamap.Kind`. `reminded_h` is with how many hours left people were reminded.
    """

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    concerned = ArrayField(models.IntegerField())
    kinds = ArrayField(models.CharField(max_length=20))
    noticed_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    what = models.TextField()
    consequences = models.TextField()
    measures = models.TextField()
    assessed_at = models.DateTimeField(null=True)
    authority_at = models.DateTimeField(null=True)
    authority_reason = models.TextField()
    persons_at = models.DateTimeField(null=True)
    persons_reason = models.TextField()
    customers_at = models.DateTimeField(null=True)
    reminded_h = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        db_table = "privacy_incident"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["controller", "processor"]),
                name="privacy_incident_is_of_a_controller_or_processor",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("incident", str(self.id), self.title)


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def of(self, scope: Scope) -> Self:
        """Only disclosures of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Disclosure(models.Model):
    """What an authority was told, about whom, and on what ground; never changed.

    Until the end of `secret_until` whom it is about must not be told.
    """

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    receiver = models.CharField(max_length=200)
    legal_ground = models.CharField(max_length=200)
    file_number = models.CharField(max_length=100)
    data = models.TextField()
    user_ids = ArrayField(models.IntegerField())
    point_ids = ArrayField(models.IntegerField())
    device_ids = ArrayField(models.IntegerField())
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    disclosed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)
    secret_until = models.DateField(null=True)
    created_at = models.DateTimeField()

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        db_table = "disclosure"

    def __str__(self) -> str:
        return f"{self.receiver}, {self.file_number}"

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("disclosure", str(self.id), self.receiver)
