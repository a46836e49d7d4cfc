"""Where people of an instance sign in that has a provider of its own."""

from typing import Self

from django.db import models

from progres.database.scope import Scope
from progres.tenants.models import Tenant


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def of(self, scope: Scope) -> Self:
        """Only providers of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class IdentityProvider(models.Model):
    """Where people of an instance and below sign in by OpenID Connect.

    `place` is a random word in the address of its sign-in page.
    """

    id = models.AutoField(primary_key=True)
    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE)
    place = models.CharField(max_length=40, unique=True)
    issuer = models.CharField(max_length=200)
    client_id = models.CharField(max_length=191)
    sealed_secret = models.BinaryField()
    words = models.CharField(max_length=40)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        db_table = "identity_provider"

    def __str__(self) -> str:
        return self.issuer
