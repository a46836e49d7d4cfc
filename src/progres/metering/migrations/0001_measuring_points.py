"""Measuring points and the meters at them, one after the other.

Locks: the tables are new, nothing waits. The code before goes on working.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assets", "0002_narrowed_roles"),
        ("devices", "0006_narrowed_to_assets"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeasuringPoint",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "sort_key",
                    models.CharField(db_collation="C", editable=False, max_length=200),
                ),
                ("medium", models.CharField(max_length=20)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("market_location", models.CharField(blank=True, max_length=11)),
                ("metering_location", models.CharField(blank=True, max_length=33)),
                ("obis", models.CharField(blank=True, max_length=30)),
                ("transformer_factor", models.FloatField(null=True)),
                ("calorific_value", models.FloatField(null=True)),
                ("correction_factor", models.FloatField(null=True)),
                ("notes", models.TextField(blank=True, max_length=5000)),
                ("created_at", models.DateTimeField()),
                (
                    "asset",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="assets.asset",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "measuring_point",
            },
        ),
        migrations.CreateModel(
            name="MeasuringPointWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word",
                        "tenant_id",
                        "measuring_point_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=120)),
                (
                    "measuring_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="metering.measuringpoint",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "measuring_point_word",
            },
        ),
        migrations.CreateModel(
            name="Meter",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=100)),
                ("number", models.CharField(max_length=60)),
                ("installed_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                ("first_reading", models.FloatField()),
                ("last_reading", models.FloatField(null=True)),
                ("calibrated_in", models.IntegerField(null=True)),
                ("calibrated_until", models.IntegerField(null=True)),
                ("reason", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="devices.device",
                    ),
                ),
                (
                    "measuring_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="metering.measuringpoint",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "meter",
            },
        ),
        migrations.AddIndex(
            model_name="measuringpoint",
            index=models.Index(
                fields=["sort_key", "id"], name="measuring_point_by_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="measuringpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("market_location", ""),
                    ("market_location__regex", "^[1-9][0-9]{10}$"),
                    _connector="OR",
                ),
                name="measuring_point_market_location_has_11_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="measuringpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("metering_location", ""),
                    ("metering_location__regex", "^[A-Z]{2}[0-9]{11}[0-9A-Z]{20}$"),
                    _connector="OR",
                ),
                name="measuring_point_metering_location_has_33_characters",
            ),
        ),
        migrations.AddConstraint(
            model_name="measuringpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("transformer_factor", None),
                        ("transformer_factor__gt", 0),
                        _connector="OR",
                    ),
                    models.Q(
                        ("calorific_value", None),
                        ("calorific_value__gt", 0),
                        _connector="OR",
                    ),
                    models.Q(
                        ("correction_factor", None),
                        ("correction_factor__gt", 0),
                        _connector="OR",
                    ),
                ),
                name="measuring_point_factors_are_above_zero",
            ),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["calibrated_until", "id"],
                name="meter_by_end_of_calibration",
            ),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last_reading", None), ("removed_at", None)),
                    models.Q(
                        ("last_reading__isnull", False),
                        ("removed_at__gt", models.F("installed_at")),
                    ),
                    _connector="OR",
                ),
                name="meter_goes_with_its_last_reading",
            ),
        ),
    ]
