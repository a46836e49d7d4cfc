"""Customer instances: a tree below the operator's own."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from progres.database.scope import Scope


class TenantQuerySet(models.QuerySet["Tenant"]):
    def of(self, scope: Scope) -> Self:
        """Only instances in scope; the first call of every chain."""
        return self.filter(id__in=scope.tenant_ids)


class Tenant(models.Model):
    """One customer instance; the one without parent is the operator's own."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    # Ids from the operator's own instance down to this one, filled by a trigger.
    lineage = ArrayField(models.IntegerField(), default=list, editable=False)
    name = models.CharField(max_length=100)
    short_name = models.SlugField(max_length=40, db_index=False)
    language = models.CharField(max_length=2, default="de")
    time_zone = models.CharField(max_length=60, default="Europe/Berlin")
    created_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        db_table = "tenant"
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=["de", "en"]),
                name="tenant_language_is_german_or_english",
            ),
            models.UniqueConstraint(
                fields=["parent", "short_name"],
                name="tenant_short_name_is_used_once_per_parent",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name
