"""Where devices are on the floor plans of assets."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.assets.models import Asset
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class PlanPlaceQuerySet(models.QuerySet["PlanPlace"]):
    def of(self, scope: Scope) -> Self:
        """Only places on plans of assets in scope."""
        places = self.filter(tenant_id__in=scope.tenant_ids)
        if scope.asset_ids is not None:
            places = places.filter(asset_id__in=scope.asset_ids)
        return places


class PlanPlace(models.Model):
    """Where a device is on the plan of an asset: parts of its width and height, 0 to 1.

    It counts while the device hangs in the asset or in what stands in it; a device that
    comes back is where it was. It outlives the picture, so that a better one can take
    its place. The instance is that of the asset.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.DO_NOTHING)
    device = models.ForeignKey("devices.Device", on_delete=models.DO_NOTHING)
    x = models.FloatField()
    y = models.FloatField()

    objects = PlanPlaceQuerySet.as_manager()

    class Meta:
        db_table = "plan_place"
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "device"], name="plan_place_is_one_on_each_plan"
            ),
            models.CheckConstraint(
                condition=Q(x__range=(0, 1), y__range=(0, 1)),
                name="plan_place_is_on_the_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.x:.3f}, {self.y:.3f}"
