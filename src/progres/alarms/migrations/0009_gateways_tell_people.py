"""People are told of gateways as they are of alarms, by the same recipients.

Locks: alarm_recipient for an instant, it holds a row an address; gateway for an instant.
The code before goes on working: it writes recipients of rules only.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0008_narrowed_to_assets"),
        ("gateways", "0005_health_is_protected"),
    ]

    operations = [
        migrations.AlterField(
            "recipient",
            "rule",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recipients",
                to="alarms.alarmrule",
            ),
        ),
        migrations.AddField(
            "recipient",
            "gateway",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recipients",
                to="gateways.gateway",
            ),
        ),
        ends_with("alarm_recipient", "gateway_id", "gateway", "cascade"),
        migrations.AddConstraint(
            "recipient",
            models.UniqueConstraint(
                fields=["gateway", "email"],
                name="alarm_recipient_is_named_once_per_gateway",
            ),
        ),
        migrations.AddConstraint(
            "recipient",
            models.CheckConstraint(
                condition=Q(rule=None) ^ Q(gateway=None),
                name="alarm_recipient_is_told_of_one_thing",
            ),
        ),
    ]
