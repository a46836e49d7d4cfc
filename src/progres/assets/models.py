"""What devices hang in: sites, buildings, floors, rooms, as a tree of each instance."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class AssetQuerySet(models.QuerySet["Asset"]):
    def of(self, scope: Scope) -> Self:
        """Only assets of the instances in scope; the first call of every chain."""
        assets = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            assets = assets.filter(id__in=scope.asset_ids)
        return assets


class Asset(models.Model):
    """One place; its parent belongs to the same instance."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    # Ids from the top of the tree down to this one, filled by a trigger.
    lineage = ArrayField(models.IntegerField(), default=list, editable=False)
    name = models.CharField(max_length=100)
    # kit.words.sort_key of the name: there is no ICU in the embedded server.
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")
    kind = models.CharField(max_length=20)
    street = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    objects = AssetQuerySet.as_manager()

    class Meta:
        db_table = "asset"
        indexes = [
            # Serves the list of what stands in an asset, in the order of names.
            models.Index(fields=["parent", "sort_key", "id"], name="asset_by_name"),
            # Serves the functions that find everything below an asset.
            GinIndex(fields=["lineage"], name="asset_by_lineage"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("asset", str(self.id), self.name)
