"""A change of address ends with its account.

Locks: the accounts for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_changes_of_address")]

    operations = [ends_with("email_change", "user_id", "account", "cascade")]
