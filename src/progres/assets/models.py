"""What devices hang in: sites, buildings, floors, rooms, as a tree of each instance."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from progres.accounts.models import User
from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class AssetTypeQuerySet(models.QuerySet["AssetType"]):
    def of(self, scope: Scope) -> Self:
        """Types of the instances in scope, and shared ones of instances above."""
        return self.filter(
            Q(tenant_id__in=scope.tenant_ids)
            | Q(tenant_id__in=scope.ancestor_ids, shared=True)
        )


class AssetType(models.Model):
    """A kind of assets that an instance made, with fields of its own.

    `field_specs` is a list of {key, label_de, label_en, unit, kind, required, choices},
    in the order in which pages show them; kinds are in `rules.FieldKind`.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    shared = models.BooleanField(default=True)
    name = models.CharField(max_length=100)
    field_specs = models.JSONField(default=list)
    created_at = models.DateTimeField()

    objects = AssetTypeQuerySet.as_manager()

    class Meta:
        db_table = "asset_type"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"],
                name="asset_type_is_described_once_per_instance",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("asset_type", str(self.id), self.name)


class AssetQuerySet(models.QuerySet["Asset"]):
    def of(self, scope: Scope) -> Self:
        """Only assets of the instances in scope; the first call of every chain."""
        assets = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            assets = assets.filter(id__in=scope.asset_ids)
        return assets


class Asset(models.Model):
    """One place; its parent belongs to the same instance.

    `values` are those of the fields of its own type, by their keys; what a type no
    longer asks for stays until the asset is changed.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    # Ids from the top of the tree down to this one, filled by a trigger.
    lineage = ArrayField(models.IntegerField(), default=list, editable=False)
    name = models.CharField(max_length=100)
    # kit.words.sort_key of the name: there is no ICU in the embedded server.
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")
    kind = models.CharField(max_length=20)
    # Of the same instance or shared by one above.
    type = models.ForeignKey(AssetType, null=True, on_delete=models.PROTECT)
    values = models.JSONField(default=dict, db_default={})
    street = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # Of the same instance or one above; contacts are people without an account.
    responsible = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    contacts = models.CharField(max_length=300, default="", db_default="")
    notes = models.TextField(max_length=5000, default="", db_default="")
    created_at = models.DateTimeField()

    objects = AssetQuerySet.as_manager()

    class Meta:
        db_table = "asset"
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="asset_lies_on_earth",
            ),
        ]
        indexes = [
            # Serves the list of what stands in an asset, in the order of names.
            models.Index(fields=["parent", "sort_key", "id"], name="asset_by_name"),
            # Serves lists of all assets in the order of names.
            models.Index(fields=["sort_key", "id"], name="asset_by_sort_key"),
            # Serves the functions that find everything below an asset.
            GinIndex(fields=["lineage"], name="asset_by_lineage"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("asset", str(self.id), self.name)


class AssetWordQuerySet(models.QuerySet["AssetWord"]):
    def of(self, scope: Scope) -> Self:
        """Only words of assets of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class AssetWord(models.Model):
    """A word by whose beginning an asset is found, as devices are."""

    pk = models.CompositePrimaryKey("word", "tenant_id", "asset_id")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE)
    word = models.CharField(max_length=120, db_collation="C")

    objects = AssetWordQuerySet.as_manager()

    class Meta:
        db_table = "asset_word"

    def __str__(self) -> str:
        return self.word
