"""A review stays when the account of who did it is deleted, without the name.

Locks: reviews and accounts for an instant. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_access_reviews")]

    operations = [ends_with("access_review", "user_id", "account", "set null")]
