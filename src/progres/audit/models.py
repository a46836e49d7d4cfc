"""The audit log: who did what to which thing, from where."""

from django.db import models


class AuditEntry(models.Model):
    """One thing that somebody did; the application can add entries, not change them.

    Knows no other domain: instance, actor and target are ids with a text of that time.
    """

    tenant_id = models.IntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_id = models.IntegerField(null=True)
    actor = models.CharField(max_length=300)
    ip = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=60)
    system = models.CharField(max_length=60)
    target_type = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    target = models.CharField(max_length=300)
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        indexes = [
            # Serves the page that reads an instance's log from the newest entry on.
            models.Index(fields=["tenant_id", "-at"], name="audit_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.target}"
