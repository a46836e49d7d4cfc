"""Mail that waits to be handed to the mail server."""

from typing import Self

from django.db import models
from django.db.models import Q

from progres.database.scope import Scope


class MailQuerySet(models.QuerySet["Mail"]):
    def of(self, scope: Scope) -> Self:
        """Only mails of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Mail(models.Model):
    """One mail to one address; written in the transaction that is its reason.

    `kind` names the reason, such as 'alarm.raised'.
    """

    tenant_id = models.IntegerField()
    kind = models.CharField(max_length=40)
    recipient = models.EmailField()
    sender_name = models.CharField(max_length=100)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=2)
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500)

    objects = MailQuerySet.as_manager()

    class Meta:
        db_table = "mail"
        indexes = [
            # Serves the worker's question which mails are due.
            models.Index(
                fields=["due_at"],
                name="mail_by_due_time",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            # Serves the page that shows an instance's mails from the newest on.
            models.Index(fields=["tenant_id", "-created_at"], name="mail_by_time"),
            # Serves the question whether an address was asked a moment ago.
            models.Index(fields=["recipient", "kind"], name="mail_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
