"""Customer instances: a tree below the operator's own, and their contracts."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from progres.audit.rules import Target
from progres.database.scope import Scope


class TenantQuerySet(models.QuerySet["Tenant"]):
    def of(self, scope: Scope) -> Self:
        """Only instances in scope; the first call of every chain."""
        return self.filter(id__in=scope.tenant_ids)


class Tenant(models.Model):
    """One customer instance; the one without parent is the operator's own.

    An archived one can only be looked at. Empty branding is that of the nearest
    instance above; an empty quota is no limit, and one holds for all below as well.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    # Ids from the operator's own instance down to this one, filled by a trigger.
    lineage = ArrayField(models.IntegerField(), default=list, editable=False)
    name = models.CharField(max_length=100)
    short_name = models.SlugField(max_length=40, db_index=False)
    language = models.CharField(max_length=2, default="de")
    time_zone = models.CharField(max_length=60, default="Europe/Berlin")
    contact_first_name = models.CharField(max_length=60, default="", db_default="")
    contact_last_name = models.CharField(max_length=60, default="", db_default="")
    contact_email = models.CharField(max_length=254, default="", db_default="")
    contact_phone = models.CharField(max_length=40, default="", db_default="")
    brand_name = models.CharField(max_length=60, default="", db_default="")
    accent = models.CharField(max_length=7, default="", db_default="")
    mail_sender_name = models.CharField(max_length=100, default="", db_default="")
    quota_devices = models.IntegerField(null=True)
    quota_users = models.IntegerField(null=True)
    quota_uplinks = models.IntegerField(null=True)  # in a day of its time zone
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        db_table = "tenant"
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=["de", "en"]),
                name="tenant_language_is_german_or_english",
            ),
            models.UniqueConstraint(
                fields=["parent", "short_name"],
                name="tenant_short_name_is_used_once_per_parent",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(accent__regex=r"^(#[0-9a-f]{6})?$"),
                name="tenant_accent_is_a_colour",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(archived_at=None),
                name="tenant_of_the_operator_is_never_archived",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("tenant", str(self.id), self.name)

    @property
    def sender_name(self) -> str:
        """Whom its mails are from."""
        return self.mail_sender_name or self.name


class LogoQuerySet(models.QuerySet["Logo"]):
    def of(self, scope: Scope) -> Self:
        """Only logos of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Logo(models.Model):
    """An instance's logo as a PNG of our own making; `digest` names what it shows."""

    tenant = models.OneToOneField(Tenant, primary_key=True, on_delete=models.CASCADE)
    content = models.BinaryField()
    digest = models.CharField(max_length=16)

    objects = LogoQuerySet.as_manager()

    class Meta:
        db_table = "tenant_logo"

    def __str__(self) -> str:
        return f"Logo of {self.tenant}"


class ContractQuerySet(models.QuerySet["Contract"]):
    def of(self, scope: Scope) -> Self:
        """Only contracts of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Contract(models.Model):
    """What was agreed with a customer; covers the instance and all below it.

    Holds from `starts_on` to `ends_on`, both included, in the time of the instance. Two
    of one instance never hold on the same day, which the database sees to. Which one
    governs an instance is told by the function `contract_of_tenant`.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    agreed_accounts = models.IntegerField()
    processing_agreement_on = models.DateField(null=True)
    retention_terms = models.TextField(default="", db_default="")
    grace_days = models.IntegerField(default=30)
    # Roles of the operator's staff that work there daily; none where it is self-run.
    operator_roles = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[]
    )
    created_at = models.DateTimeField()

    objects = ContractQuerySet.as_manager()

    class Meta:
        db_table = "contract"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["managed", "self-run"]),
                name="contract_is_managed_or_self_run",
            ),
            models.CheckConstraint(
                condition=Q(kind="managed") | Q(operator_roles=[]),
                name="contract_of_a_self_run_instance_names_no_operator",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(grace_days__gte=30),
                name="contract_gives_thirty_days_of_grace",
            ),
            models.CheckConstraint(
                condition=Q(agreed_accounts__gte=0),
                name="contract_agrees_on_no_negative_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("contract", str(self.id), self.number)
