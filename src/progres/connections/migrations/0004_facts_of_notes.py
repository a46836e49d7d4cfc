"""A message's note and the facts in it are kept apart, so that pages can translate it.

Locks: the table for an instant, to add a column without a default. The code before goes
on working: what it writes has no facts and is shown as it is. It shows notes that the
new front door writes with names such as %(sender)s in the place of facts.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connections", "0003_bodies_of_unassigned")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="facts",
            field=models.JSONField(null=True),
        ),
    ]
