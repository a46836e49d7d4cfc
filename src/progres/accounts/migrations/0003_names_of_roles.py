"""Roles bear the names by which the API knows them.

Locks: the rows of accounts, for an instant. The code before does not know the new
names and gives their accounts no rights until it is replaced.
"""

from django.db import migrations

from progres.database.rls import sql

NAMES = (
    ("platform_admin", "platform-admin"),
    ("instance_admin", "instance-admin"),
    ("reader", "viewer"),
)


def _renaming(names: list[tuple[str, str]]) -> str:
    return ";".join(
        f"update account set role = '{new}' where role = '{old}'"  # noqa: S608 constants
        for old, new in names
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_row_level_security")]

    operations = [
        sql(_renaming([*NAMES]), _renaming([(new, old) for old, new in NAMES]))
    ]
