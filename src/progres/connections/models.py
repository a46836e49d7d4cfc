"""Connections to network servers, and what came in through them."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from progres.audit.rules import Target
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of(self, scope: Scope) -> Self:
        """Only connections of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Connection(models.Model):
    """A network server that delivers to an instance and the ones below."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    token_hash = models.BinaryField(max_length=32)
    token_prefix = models.CharField(max_length=12)
    created_at = models.DateTimeField()

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        db_table = "connection"

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """What the audit log calls it."""
        return Target("connection", str(self.id), self.name)

    @property
    def url(self) -> str:
        """Where its network server posts to."""
        return f"{settings.BASE_URL}/ingest/{self.kind}/{self.id}"


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, scope: Scope) -> Self:
        """Only messages of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Message(models.Model):
    """One of a connection's last messages that was not an uplink, or not readable.

    `outcome` is one of `rules.Outcome`. `note` is an English text of ours with places
    for its `facts`, in the form of `kit.refusal.facts_to_store`; without facts (None)
    it is what the network server said, or what was stored before there were facts.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, db_index=False)
    received_at = models.DateTimeField()
    event = models.CharField(max_length=30)
    dev_eui = models.CharField(max_length=16)
    outcome = models.CharField(max_length=20)
    note = models.CharField(max_length=500)
    facts = models.JSONField(null=True)
    body = models.BinaryField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        db_table = "connection_message"
        indexes = [
            # Serves a connection's page and the cutting to the last hundred.
            models.Index(fields=["connection", "-id"], name="message_by_connection"),
            # Serves what the network server said about a device.
            models.Index(fields=["dev_eui", "-id"], name="message_by_dev_eui"),
        ]

    def __str__(self) -> str:
        return f"{self.event} at {self.received_at}"


class UnassignedUplinkQuerySet(models.QuerySet["UnassignedUplink"]):
    def of(self, scope: Scope) -> Self:
        """Only uplinks of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class UnassignedUplink(models.Model):
    """An uplink of a DevEUI that no device below the connection's instance bears.

    Holds what the table `uplink` holds, so that it can be decoded once assigned.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    dev_eui = models.CharField(max_length=16)
    reason = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    frame_key = models.BigIntegerField()
    ts = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    late = models.BooleanField()
    f_cnt = models.BigIntegerField()
    f_port = models.SmallIntegerField(null=True)
    payload = models.BinaryField()
    radio = models.JSONField()
    receptions = models.JSONField()
    bodies = ArrayField(models.BinaryField(), default=list, db_default=[])

    objects = UnassignedUplinkQuerySet.as_manager()

    class Meta:
        db_table = "unassigned_uplink"
        constraints = [
            # The same frame at the same time is one uplink with more receptions.
            models.UniqueConstraint(
                fields=["dev_eui", "connection", "frame_key", "ts"],
                name="unassigned_uplink_is_kept_once",
            ),
        ]
        indexes = [
            # Serves the list of an instance from the newest on.
            models.Index(fields=["tenant", "-received_at"], name="unassigned_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.dev_eui} at {self.received_at}"
