"""People who sign in, and the API keys that act for them."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class UserQuerySet(models.QuerySet["User"]):
    def of(self, scope: Scope) -> Self:
        """Only accounts of the instances in scope."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def of(self, scope: Scope) -> UserQuerySet:
        """Only accounts of the instances in scope; the first call of every chain."""
        return self.get_queryset().of(scope)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One account; its e-mail address is its user name.

    Belongs to one instance and acts there and below, as its role allows. What signs
    people in, before there is a scope, finds accounts by `accounts.lookups`.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    # What the role is limited to; the domain of assets is above this one.
    asset_id = models.IntegerField(null=True)
    language = models.CharField(max_length=2, default="de")
    company = models.CharField(max_length=100, default="", db_default="")
    phone = models.CharField(max_length=40, default="", db_default="")
    address = models.CharField(max_length=200, default="", db_default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_login = None  # written beside the audit log otherwise
    signed_in_at = models.DateTimeField(null=True, db_default=None)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "account"
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="account_email_is_used_once_in_any_case"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("user", str(self.id), self.full_name)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def clean(self) -> None:
        """Keep the address as typed but for the case of its domain."""
        self.email = BaseUserManager.normalize_email(self.email)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, scope: Scope) -> Self:
        """Only invitations of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Invitation(models.Model):
    """Somebody is to have an account, or a further instance, and has not yet agreed.

    Its id is that of the account to come. Whether the address has an account elsewhere
    is not known here. Without `sent_at` its mail waits for the contract to begin.
    """

    id = models.IntegerField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    email = models.EmailField()
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    asset_id = models.IntegerField(null=True)
    language = models.CharField(max_length=2)
    company = models.CharField(max_length=100)
    phone = models.CharField(max_length=40)
    address = models.CharField(max_length=200)
    token_hash = models.BinaryField(unique=True, max_length=32)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        db_table = "invitation"
        constraints = [
            models.UniqueConstraint(
                "tenant",
                Lower("email"),
                name="invitation_is_open_once_per_address_and_instance",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("user", str(self.id), self.full_name)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def of(self, scope: Scope) -> Self:
        """Only grants in the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)

    def in_force(self, at: datetime) -> Self:
        """Only those that have not ended."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at))


class Grant(models.Model):
    """A role of an account in a further instance and all below."""

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    role = models.CharField(max_length=40)
    asset_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "tenant"], name="grant_is_given_once_per_instance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} in {self.tenant}"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def of(self, scope: Scope) -> Self:
        """Only keys of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class ApiKey(models.Model):
    """A key that acts as its user does, in `tenant` and below; only its hash is kept.

    Of the user's rights it has those in `permissions`; None stands for all of them.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    key_hash = models.BinaryField(unique=True, max_length=32)
    read_only = models.BooleanField()
    permissions = ArrayField(models.CharField(max_length=40), null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class AccessReviewQuerySet(models.QuerySet["AccessReview"]):
    def of(self, scope: Scope) -> Self:
        """Only reviews of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class AccessReview(models.Model):
    """Somebody looked at who has which rights in an instance; None: a former user."""

    id = models.AutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    reviewed_at = models.DateTimeField()
    note = models.CharField(max_length=500)

    objects = AccessReviewQuerySet.as_manager()

    class Meta:
        db_table = "access_review"

    def __str__(self) -> str:
        return f"{self.tenant}, {self.reviewed_at:%Y-%m-%d}"
