"""Gateways: their names and places."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.database.scope import Scope
from progres.tenants.models import Tenant


class GatewayQuerySet(models.QuerySet["Gateway"]):
    def of(self, scope: Scope) -> Self:
        """Gateways of the instances in scope, and shared ones of instances above."""
        return self.filter(
            Q(tenant_id__in=scope.tenant_ids)
            | Q(tenant_id__in=scope.ancestor_ids, shared=True)
        )


class Gateway(models.Model):
    """One gateway; `gateway_id` is what network servers call it, usually its EUI."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    shared = models.BooleanField(default=True)
    gateway_id = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    created_at = models.DateTimeField()

    objects = GatewayQuerySet.as_manager()

    class Meta:
        db_table = "gateway"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "gateway_id"],
                name="gateway_is_registered_once_per_instance",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="gateway_lies_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name
