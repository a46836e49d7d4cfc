"""A mail says why it was written, so that nobody is asked the same too often.

Whether an address was written to is asked across instances, by a narrow function that
answers yes or no. Locks: a column with a default is added without rewriting the table;
the index blocks the queueing of mails while it is built, for as long as the outbox is
short. Before the new code runs, old code must have stopped: it does not fill the column.
"""

from django.db import migrations, models

from progres.database.rls import sql


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_row_level_security")]

    operations = [
        migrations.AddField(
            "mail",
            "kind",
            models.CharField(max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            "mail",
            models.Index(fields=["recipient", "kind"], name="mail_by_recipient"),
        ),
        sql(
            """
            create function mail_was_queued(
                address text, reason text, since timestamptz) returns boolean
            language sql stable security definer set search_path = public, pg_temp as $$
                select exists (
                    select from mail
                    where recipient = address and kind = reason and created_at > since)
            $$;
            revoke all on function mail_was_queued(text, text, timestamptz) from public;
            grant execute on function mail_was_queued(text, text, timestamptz)
                to progres_web;
            """,
            "drop function mail_was_queued(text, text, timestamptz)",
        ),
    ]
