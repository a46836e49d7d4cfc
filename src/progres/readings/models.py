"""How finely readings are shown to whom; readings themselves have no models."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class ResolutionPolicyQuerySet(models.QuerySet["ResolutionPolicy"]):
    def of(self, scope: Scope) -> Self:
        """Policies of the instances in scope, and those above, which hold there too."""
        return self.filter(tenant_id__in=scope.tenant_ids | scope.ancestor_ids)


class ResolutionPolicy(models.Model):
    """One step: how finely a role sees a medium, for so many days back.

    Of an instance and all below. An empty `medium` is that of devices that serve no
    measuring point, an empty `role` everybody without a policy of an own role. `days`
    is None for ever.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    medium = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=40, blank=True)
    resolution = models.CharField(max_length=20)
    days = models.IntegerField(null=True)

    objects = ResolutionPolicyQuerySet.as_manager()

    class Meta:
        db_table = "resolution_policy"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "medium", "role", "resolution"],
                name="resolution_policy_has_each_step_once",
            ),
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__gt=0),
                name="resolution_policy_holds_for_days",
            ),
        ]

    def __str__(self) -> str:
        return self.resolution

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("resolution_policy", str(self.id), self.tenant.name)
