"""A connection can lead to a broker of MQTT, and can be paused.

Settings and state of a connection by MQTT have tables of their own: the state changes
by itself, and the front door must not take that for a change of what it knows. The
page of outbound connections tells the operator of all brokers that are called, also of
those in instances that are closed to the operator's staff, or archived.
Locks: `connection` for an instant, to add columns with constant defaults. The code
before goes on working; it takes connections by MQTT for webhooks whose secret nobody
knows, and paused ones as if they were not.
"""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from progres.database.rls import (
    IN_SCOPE,
    changes_registry,
    hide_when_narrowed,
    protect,
    sql,
)

# Told to the operator's own instance alone, and not whose they are.
BROKERS = f"""
create function brokers_of_the_house() returns table (host text, port int)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct m.host::text, m.port from connection_mqtt m
    where exists (select from tenant where parent_id is null and id = {IN_SCOPE})
    order by 1, 2
$$;
revoke all on function brokers_of_the_house() from public;
grant execute on function brokers_of_the_house() to progres_web;
"""  # noqa: S608 constants


def _of_connection(
    name: str,
) -> tuple[str, "models.OneToOneField[models.Model, models.Model]"]:
    return (
        "connection",
        models.OneToOneField(
            on_delete=django.db.models.deletion.CASCADE,
            primary_key=True,
            related_name=name,
            serialize=False,
            to="connections.connection",
        ),
    )


_TENANT = (
    "tenant",
    models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        to="tenants.tenant",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("connections", "0005_narrowed_to_assets")]

    operations = [
        migrations.AddField(
            "connection",
            "transport",
            models.CharField(max_length=10, default="webhook", db_default="webhook"),
        ),
        migrations.AddField("connection", "paused_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="MqttSettings",
            fields=[
                _of_connection("mqtt"),
                ("host", models.CharField(max_length=253)),
                ("port", models.IntegerField()),
                ("tls", models.BooleanField()),
                ("client_id", models.CharField(max_length=40)),
                ("username", models.CharField(max_length=200)),
                ("sealed_password", models.BinaryField(null=True)),
                ("application", models.CharField(max_length=200)),
                ("prefix", models.CharField(max_length=100)),
                ("gateways", models.BooleanField()),
                ("left_filters", ArrayField(models.TextField())),
                ("ca_certificate", models.TextField()),
                ("client_certificate", models.TextField()),
                ("sealed_key", models.BinaryField(null=True)),
                _TENANT,
            ],
            options={"db_table": "connection_mqtt"},
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                _of_connection("link"),
                ("changed_at", models.DateTimeField()),
                ("is_connected", models.BooleanField()),
                ("problem", models.CharField(max_length=500)),
                ("facts", models.JSONField(null=True)),
                _TENANT,
            ],
            options={"db_table": "connection_link"},
        ),
        protect(
            "connection_mqtt", web="select, insert, update, delete", ingest="select"
        ),
        protect(
            "connection_link",
            web="select, delete",
            ingest="select, insert, update",
        ),
        changes_registry("connection_mqtt"),
        hide_when_narrowed("connection_mqtt"),
        hide_when_narrowed("connection_link"),
        sql(BROKERS, "drop function brokers_of_the_house()"),
    ]
