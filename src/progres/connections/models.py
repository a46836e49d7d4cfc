"""Connections to network servers, and what came in through them."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from progres.audit.rules import Target
from progres.connections.rules import Transport
from progres.database.scope import Scope
from progres.tenants.models import Tenant


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of(self, scope: Scope) -> Self:
        """Only connections of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Connection(models.Model):
    """A network server that delivers to an instance and the ones below.

    One by MQTT has no secret of its own; nobody knows what `token_hash` is made of.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    transport = models.CharField(
        max_length=10, default=Transport.WEBHOOK, db_default=Transport.WEBHOOK
    )
    name = models.CharField(max_length=100)
    token_hash = models.BinaryField(max_length=32)
    token_prefix = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)

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
        """Where its network server posts to, or where its broker is."""
        if self.transport == Transport.MQTT:
            return self.mqtt.url
        return f"{settings.BASE_URL}/ingest/{self.kind}/{self.id}"


class MqttSettingsQuerySet(models.QuerySet["MqttSettings"]):
    def of(self, scope: Scope) -> Self:
        """Only settings of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class MqttSettings(models.Model):
    """To which broker a connection by MQTT leads, and as whom.

    `client_id` is fixed, because by it the broker keeps what we have not yet taken.
    Password and key are sealed with the master keys; certificates and key are PEM.
    `gateways` says whether their state is asked for, too. `left_filters` are topics that
    were asked for in former times, and that the broker must be told to forget.
    """

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, primary_key=True, related_name="mqtt"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    host = models.CharField(max_length=253)
    port = models.IntegerField()
    tls = models.BooleanField()
    client_id = models.CharField(max_length=40)
    username = models.CharField(max_length=200)
    sealed_password = models.BinaryField(null=True)
    application = models.CharField(max_length=200)
    prefix = models.CharField(max_length=100)
    gateways = models.BooleanField()
    left_filters = ArrayField(models.TextField())
    ca_certificate = models.TextField()
    client_certificate = models.TextField()
    sealed_key = models.BinaryField(null=True)

    objects = MqttSettingsQuerySet.as_manager()

    class Meta:
        db_table = "connection_mqtt"

    def __str__(self) -> str:
        return self.url

    @property
    def url(self) -> str:
        """Where the broker is, in the form in which it was entered."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


class LinkQuerySet(models.QuerySet["Link"]):
    def of(self, scope: Scope) -> Self:
        """Only states of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Link(models.Model):
    """How a connection by MQTT is: up since `changed_at`, or why it is not.

    `problem` and `facts` are like a message's; "" while the first attempt is made.
    """

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, primary_key=True, related_name="link"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False)
    changed_at = models.DateTimeField()
    is_connected = models.BooleanField()
    problem = models.CharField(max_length=500)
    facts = models.JSONField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        db_table = "connection_link"

    def __str__(self) -> str:
        return "up" if self.is_connected else self.problem


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, scope: Scope) -> Self:
        """Only messages of the instances in scope; the first call of every chain."""
        return self.filter(tenant_id__in=scope.tenant_ids)


class Message(models.Model):
    """One of a connection's last messages that was not an uplink, or not readable.

    `outcome` is one of `rules.Outcome`. `note` is an English text of ours with places
    for its `facts`, in the form of `kit.refusal.facts_to_store`; without facts (None)
    it is what the network server said, or what was stored before there were facts.
    Since `again_at` it waits to be taken again, which ends it.
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
    again_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        db_table = "connection_message"
        indexes = [
            # Serves a connection's page and the cutting to the last hundred.
            models.Index(fields=["connection", "-id"], name="message_by_connection"),
            # Serves what the network server said about a device.
            models.Index(fields=["dev_eui", "-id"], name="message_by_dev_eui"),
            # Serves the front door, which looks for these all the time.
            models.Index(
                fields=["id"],
                condition=models.Q(again_at__isnull=False),
                name="message_to_be_tried_again",
            ),
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
