"""Addresses by which wall screens show one page without anybody signed in."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.devices.models import Device
from progres.tenants.models import Tenant


class DisplayTokenQuerySet(models.QuerySet["DisplayToken"]):
    def of(self, scope: Scope) -> Self:
        """Only tokens of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class DisplayToken(models.Model):
    """What opens one page of an instance, for reading; only its hash is kept."""

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    token_hash = models.BinaryField(unique=True, max_length=32)
    shown = models.CharField(max_length=10)
    device = models.ForeignKey(Device, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects = DisplayTokenQuerySet.as_manager()

    class Meta:
        db_table = "display_token"
        constraints = [
            models.CheckConstraint(
                condition=Q(shown="device", device__isnull=False)
                | (~Q(shown="device") & Q(device=None)),
                name="display_token_has_a_device_where_it_shows_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("display", str(self.id), self.name)
