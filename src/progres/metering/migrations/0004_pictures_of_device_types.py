"""A picture ends with its device type, and is seen by whoever sees that.

So instances below see those of shared types, and whoever is limited to assets all that
his instances have. Locks: stored_file and device_type for an instant. The code before
goes on working: it knows no pictures.
"""

from django.db import migrations

from progres.database.rls import IN_ANCESTORS, IN_ASSETS, UNNARROWED, sql

DEVICES = f"select d.id from device d where d.asset_id = {IN_ASSETS}"  # noqa: S608 constants
POINTS = f"select p.id from measuring_point p where p.asset_id = {IN_ASSETS}"  # noqa: S608 constants
BEFORE = (
    f"asset_id = {IN_ASSETS} or device_id = any((array({DEVICES}))::int[])"
    f" or measuring_point_id = any((array({POINTS}))::int[])"
)
SHARED = f"""
create policy stored_file_shared on stored_file for select to progres_web using (
    tenant_id = {IN_ANCESTORS} and exists (
        select from device_type t where t.id = stored_file.device_type_id and t.shared))
"""  # noqa: S608 constants


def narrow_to(reached: str) -> str:
    """Let narrowed transactions reach these files."""
    return (
        "alter policy stored_file_narrowed on stored_file"
        f" using (case when {UNNARROWED} or {reached} then 1 else 0 end <> 0)"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("metering", "0003_what_files_belong_to"),
        ("files", "0002_pictures_of_device_types"),
    ]

    operations = [
        sql(
            "alter table stored_file add constraint"
            " stored_file_device_type_id_refers_to_device_type"
            " foreign key (device_type_id) references device_type on delete cascade",
            "alter table stored_file drop constraint"
            " stored_file_device_type_id_refers_to_device_type",
        ),
        sql(SHARED, "drop policy stored_file_shared on stored_file"),
        sql(
            narrow_to(f"({BEFORE} or device_type_id is not null)"),
            narrow_to(f"({BEFORE})"),
        ),
    ]
