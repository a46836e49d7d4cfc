"""What a controller says of itself, and the documents computed from it."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class DetailsQuerySet(models.QuerySet["Details"]):
    def of(self, scope: Scope) -> Self:
        """Details of the instances in scope and of those above, whose operator shows."""
        return self.filter(tenant_id__in=scope.tenant_ids | scope.ancestor_ids)


class Details(models.Model):
    """What no map can know: who answers for the data of an instance, and who helps.

    `third_countries` is "none", "some" (then `transfers` tells) or "" for not stated.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, primary_key=True)
    controller = models.CharField(max_length=200)
    address = models.TextField()
    contact = models.CharField(max_length=254)
    officer = models.TextField()
    authority = models.TextField()
    data_centre = models.TextField()
    processors = models.TextField()
    third_countries = models.CharField(max_length=10)
    transfers = models.TextField()
    instructions = models.TextField()
    further_measures = models.TextField()

    objects = DetailsQuerySet.as_manager()

    class Meta:
        db_table = "privacy_details"
        constraints = [
            models.CheckConstraint(
                condition=Q(third_countries__in=["", "none", "some"]),
                name="privacy_details_say_what_of_third_countries",
            ),
        ]

    def __str__(self) -> str:
        return self.controller

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("privacy_details", str(self.tenant_id), self.controller)


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def of(self, scope: Scope) -> Self:
        """Only documents of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class DocumentVersion(models.Model):
    """One version of a computed document in Markdown; it is never changed."""

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    version = models.IntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        db_table = "document_version"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "language", "version"],
                name="document_version_is_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}), version {self.version}"

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("document", f"{self.kind}-{self.language}", self.kind)
