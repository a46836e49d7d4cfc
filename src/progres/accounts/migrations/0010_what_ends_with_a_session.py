"""What is shown of a session goes with it, and with its account.

Locks: the sessions and the accounts for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_list_of_sessions")]

    operations = [
        ends_with("account_session", "session_id", "django_session", "cascade"),
        ends_with("account_session", "user_id", "account", "cascade"),
    ]
