"""The audit log: who did what to which thing, from where."""

from typing import Self

from django.db import models

from progres.database.scope import Scope


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def of(self, scope: Scope) -> Self:
        """Only entries of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class AuditEntry(models.Model):
    """One thing that somebody did; the application can add entries, not change them.

    Knows no other domain: instance, actor and target are ids with a text of that time.
    What may tell of a person stands in three groups, each with a salt and a commitment;
    a group's values and its salt go together when its time is over, the commitment
    stays and is what the chain is made of (`audit/chain.py`).
    """

    tenant_id = models.IntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    is_view = models.BooleanField(default=False)
    target_type = models.CharField(max_length=40)
    # Group "who"
    actor_id = models.IntegerField(null=True)
    actor = models.CharField(max_length=300)
    who_salt = models.BinaryField(null=True)
    who_commitment = models.BinaryField()
    # Group "origin"
    ip = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=60)
    browser_version = models.CharField(max_length=40, default="")
    system = models.CharField(max_length=60)
    origin_salt = models.BinaryField(null=True)
    origin_commitment = models.BinaryField()
    # Group "what"
    target_id = models.CharField(max_length=40)
    target = models.CharField(max_length=300)
    details = models.JSONField(default=dict)
    what_salt = models.BinaryField(null=True)
    what_commitment = models.BinaryField()

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            # Serves the log of few instances, each from its newest entry on.
            models.Index(
                fields=["tenant_id", "-at", "-id"], name="audit_entry_by_time"
            ),
            # Serves the log of many instances at once.
            models.Index(fields=["-at", "-id"], name="audit_entry_by_time_alone"),
            # Serves the filter by what was done.
            models.Index(
                fields=["tenant_id", "action", "-at", "-id"],
                name="audit_entry_by_action",
            ),
            models.Index(
                fields=["action", "-at", "-id"], name="audit_entry_by_action_alone"
            ),
            # Serves the filter by thing.
            models.Index(
                fields=["target_type", "target_id", "-at", "-id"],
                name="audit_entry_by_target",
            ),
            # Serves the filter by person.
            models.Index(
                fields=["actor_id", "-at", "-id"], name="audit_entry_by_actor"
            ),
            # Serves the job that destroys where people came from.
            models.Index(
                fields=["at"],
                condition=models.Q(origin_salt__isnull=False),
                name="audit_entry_with_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.target}"
