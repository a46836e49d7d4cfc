"""Entries commit to what they say, so that a chain can be made of them.

Old entries get salts and commitments of their own. Indexes for the page's filters.
Locks: adding columns takes a short exclusive lock; the rest scans the table, which is
small before the first release. The running version cannot write entries meanwhile.
"""

from typing import Any

from django.db import migrations, models

from progres.audit.chain import (
    commitment,
    new_salt,
    origin_group,
    storable,
    what_group,
    who_group,
)

GROUPS = ("who", "origin", "what")


def commit_old_entries(apps: Any, _editor: Any) -> None:
    entries = apps.get_model("audit", "AuditEntry").objects
    for entry in entries.iterator():
        entry.details = storable(entry.details)
        groups = {
            "who": who_group(entry.actor_id, entry.actor),
            "origin": origin_group(
                entry.ip, entry.browser, entry.browser_version, entry.system
            ),
            "what": what_group(entry.target_id, entry.target, entry.details),
        }
        for group, values in groups.items():
            salt = new_salt()
            setattr(entry, f"{group}_salt", salt)
            setattr(entry, f"{group}_commitment", commitment(salt, group, values))
        entry.save()


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_row_level_security")]

    operations = [
        migrations.AddField(
            "auditentry",
            "browser_version",
            models.CharField(default="", max_length=40),
        ),
        migrations.AddField(
            "auditentry", "is_view", models.BooleanField(default=False)
        ),
        *(
            migrations.AddField(
                "auditentry", f"{group}_salt", models.BinaryField(null=True)
            )
            for group in GROUPS
        ),
        *(
            migrations.AddField(
                "auditentry", f"{group}_commitment", models.BinaryField(null=True)
            )
            for group in GROUPS
        ),
        migrations.RunPython(commit_old_entries, migrations.RunPython.noop),
        *(
            migrations.AlterField(
                "auditentry", f"{group}_commitment", models.BinaryField()
            )
            for group in GROUPS
        ),
        migrations.RemoveIndex("auditentry", "audit_entry_by_time"),
        *(
            migrations.AddIndex("auditentry", index)
            for index in (
                models.Index(
                    fields=["tenant_id", "-at", "-id"], name="audit_entry_by_time"
                ),
                models.Index(fields=["-at", "-id"], name="audit_entry_by_time_alone"),
                models.Index(
                    fields=["tenant_id", "action", "-at", "-id"],
                    name="audit_entry_by_action",
                ),
                models.Index(
                    fields=["action", "-at", "-id"], name="audit_entry_by_action_alone"
                ),
                models.Index(
                    fields=["target_type", "target_id", "-at", "-id"],
                    name="audit_entry_by_target",
                ),
                models.Index(
                    fields=["actor_id", "-at", "-id"], name="audit_entry_by_actor"
                ),
                models.Index(
                    fields=["at"],
                    condition=models.Q(origin_salt__isnull=False),
                    name="audit_entry_with_origin",
                ),
            )
        ),
    ]
