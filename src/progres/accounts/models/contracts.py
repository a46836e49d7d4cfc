"""Who is named on a contract."""

from typing import Self

from django.db import models

from progres.accounts.models.people import User
from progres.database.scope import Scope
from progres.tenants.models import Contract, Tenant


class ContractAccountQuerySet(models.QuerySet["ContractAccount"]):
    def of(self, scope: Scope) -> Self:
        """Only of contracts of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class ContractAccount(models.Model):
    """An account that outlives its contract until the data go, to export them."""

    id = models.AutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)

    objects = ContractAccountQuerySet.as_manager()

    class Meta:
        db_table = "contract_account"
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "user"], name="contract_names_an_account_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.contract}"
