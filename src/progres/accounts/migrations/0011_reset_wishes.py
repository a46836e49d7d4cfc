"""Who asks for a new password leaves a wish; the worker sees whether it can be met.

So a request does the same, and takes as long, for addresses with and without account.
Locks: the table is new, nothing waits. The code before goes on working.
"""

from django.db import migrations, models

from progres.database.rls import shared_table


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_what_ends_with_a_session")]

    operations = [
        migrations.CreateModel(
            name="ResetWish",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                ("asked_at", models.DateTimeField()),
            ],
            options={"db_table": "reset_wish"},
        ),
        shared_table("reset_wish", web="select, insert, delete"),
    ]
