"""Keys, grants and addresses end with their account, whoever deletes it.

Locks: these tables and the accounts for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_invitations_and_grants")]

    operations = [
        ends_with(table, "user_id", "account", "cascade")
        for table in ("access_grant", "api_key", "account_emailaddress")
    ]
