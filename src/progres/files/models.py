"""Files that people keep with a thing, in the database itself (docs/decisions/0011)."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.database.scope import Scope
from progres.files.rules import PICTURES
from progres.tenants.models import Tenant


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of(self, scope: Scope) -> Self:
        """Only files of the instances in scope; the first call of every chain.

        Also pictures of device types of those above. Which of them are shared, and
        which files belong to assets in reach, row-level security alone knows.
        """
        return self.filter(
            Q(tenant_id__in=scope.tenant_ids)
            | Q(tenant_id__in=scope.ancestor_ids, device_type_id__isnull=False)
        )


class StoredFile(models.Model):
    """A file of one thing: an asset, a device, its type or a measuring point.

    What these are, domains above know; here are their ids alone. The file ends with
    them. One for a meter at a measuring point waits since `unused_since` until the
    meter is put in. `content` is what is given out, `thumbnail` that of a picture.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    asset_id = models.IntegerField(null=True)
    device_id = models.IntegerField(null=True)
    device_type_id = models.IntegerField(null=True)
    measuring_point_id = models.IntegerField(null=True)
    meter_id = models.IntegerField(null=True)
    use = models.CharField(max_length=10)
    name = models.CharField(max_length=130)
    caption = models.CharField(max_length=200, blank=True)
    taken_on = models.DateField(null=True)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()  # bytes of content and thumbnail
    width = models.IntegerField(null=True)  # pixels
    height = models.IntegerField(null=True)
    content = models.BinaryField()
    thumbnail = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    unused_since = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        db_table = "stored_file"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    asset_id__isnull=False,
                    device_id=None,
                    device_type_id=None,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id__isnull=False,
                    device_type_id=None,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id=None,
                    device_type_id__isnull=False,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id=None,
                    device_type_id=None,
                    measuring_point_id__isnull=False,
                ),
                name="stored_file_belongs_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=["asset_id"],
                condition=Q(use="plan"),
                name="stored_file_is_the_only_plan_of_its_asset",
            ),
            # Also serves the lists of types, and its end with the type.
            models.UniqueConstraint(
                fields=["device_type_id"],
                name="stored_file_is_the_only_picture_of_its_type",
            ),
        ]
        indexes = [
            # Serve the lists of a thing's files, and their end with it.
            *(
                models.Index(
                    fields=[column],
                    condition=Q((f"{column}__isnull", False)),
                    name=f"stored_file_by_{column.removesuffix('_id')}",
                )
                for column in (
                    "asset_id",
                    "device_id",
                    "measuring_point_id",
                    "meter_id",
                )
            ),
            # Serves the job that deletes what was never used.
            models.Index(
                fields=["unused_since"],
                condition=Q(unused_since__isnull=False),
                name="stored_file_unused",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether pages can show it."""
        return self.media_type in PICTURES.values()
