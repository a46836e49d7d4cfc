"""When the operator's staff was let into a customer's instance."""

from typing import Self

from django.db import models

from progres.accounts.models.people import User
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class SupportAccessQuerySet(models.QuerySet["SupportAccess"]):
    def of(self, scope: Scope) -> Self:
        """Only accesses to instances in scope or above; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids | scope.ancestor_ids)


class SupportAccess(models.Model):
    """Somebody of the operator's staff may act in a customer's instance for a while.

    Holds there and below, until `ends_at` or until somebody ended it before.
    """

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SupportAccessQuerySet.as_manager()

    class Meta:
        db_table = "support_access"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("began_at")),
                name="support_access_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.tenant} until {self.ends_at}"
