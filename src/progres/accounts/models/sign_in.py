"""How people sign in: what is asked of them, their sessions, forgotten passwords."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import models

from progres.accounts.models.people import User
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class SignInRuleQuerySet(models.QuerySet["SignInRule"]):
    def of(self, scope: Scope) -> Self:
        """Rules that hold in the instances in scope, those from above among them."""
        return self.filter(tenant_id__in=scope.tenant_ids | scope.ancestor_ids)


class SignInRule(models.Model):
    """Who needs a second factor in an instance and below; none: nobody does."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, primary_key=True)
    everybody = models.BooleanField()
    roles = ArrayField(models.CharField(max_length=40))

    objects = SignInRuleQuerySet.as_manager()

    class Meta:
        db_table = "sign_in_rule"

    def __str__(self) -> str:
        return f"everybody: {self.everybody}, roles: {', '.join(self.roles)}"


class AccountSession(models.Model):
    """What a person is shown of an own session.

    The database writes it, and ends it with the session or the account.
    """

    id = models.AutoField(primary_key=True)
    session = models.OneToOneField(Session, on_delete=models.DO_NOTHING)
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING)
    ip = models.CharField(max_length=45)
    browser = models.CharField(max_length=100)
    system = models.CharField(max_length=100)
    began_at = models.DateTimeField()
    active_at = models.DateTimeField()

    class Meta:
        db_table = "account_session"

    def __str__(self) -> str:
        return f"{self.user} from {self.ip}"


class ResetWish(models.Model):
    """Somebody wants a new password for an address; whether it has an account is open.

    Shared, since the address may be nobody's; gone as soon as the worker has seen it.
    """

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField()
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "reset_wish"

    def __str__(self) -> str:
        return f"a new password for {self.email}"


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    def of(self, scope: Scope) -> Self:
        """Only changes of accounts of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class EmailChange(models.Model):
    """Somebody wants another address; each of both has a link to confirm it."""

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    user = models.OneToOneField(User, on_delete=models.CASCADE)
    new_email = models.EmailField()
    old_hash = models.BinaryField(unique=True, max_length=32)
    new_hash = models.BinaryField(unique=True, max_length=32)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        db_table = "email_change"

    def __str__(self) -> str:
        return f"{self.user} to {self.new_email}"
