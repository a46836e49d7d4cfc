"""A device type can have a picture.

Locks: stored_file for an instant, and while the ids in its rows are read, not what they
hold. The code before goes on working: it keeps no file with a type.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("files", "0001_files")]

    operations = [
        migrations.AddField(
            "storedfile", "device_type_id", models.IntegerField(null=True)
        ),
        migrations.RemoveConstraint("storedfile", "stored_file_belongs_to_one_thing"),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                condition=Q(
                    asset_id__isnull=False,
                    device_id=None,
                    device_type_id=None,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id__isnull=False,
                    device_type_id=None,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id=None,
                    device_type_id__isnull=False,
                    measuring_point_id=None,
                    meter_id=None,
                )
                | Q(
                    asset_id=None,
                    device_id=None,
                    device_type_id=None,
                    measuring_point_id__isnull=False,
                ),
                name="stored_file_belongs_to_one_thing",
            ),
        ),
        migrations.AddConstraint(
            "storedfile",
            models.UniqueConstraint(
                fields=("device_type_id",),
                name="stored_file_is_the_only_picture_of_its_type",
            ),
        ),
    ]
