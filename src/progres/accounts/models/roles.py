"""Roles that instances composed."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class OwnRoleQuerySet(models.QuerySet["OwnRole"]):
    def of(self, scope: Scope) -> Self:
        """Roles of the instances in scope, and of those above, which hold below too."""
        return self.filter(
            Q(tenant_id__in=scope.tenant_ids) | Q(tenant_id__in=scope.ancestor_ids)
        )


class OwnRole(models.Model):
    """A role that an instance composed; it can be given there and below.

    Given as its slug wherever a role is given.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=300)
    permissions = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()

    objects = OwnRoleQuerySet.as_manager()

    class Meta:
        db_table = "own_role"
        constraints = [
            models.UniqueConstraint(
                "tenant", Lower("name"), name="own_role_is_named_once_per_instance"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("role", str(self.id), self.name)

    @property
    def slug(self) -> str:
        return f"role-{self.id}"
