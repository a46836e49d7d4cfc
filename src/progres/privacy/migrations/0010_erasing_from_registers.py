"""The eraser also finds and erases people in documents and registers.

Locks: these tables for an instant each. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import let_erase


class Migration(migrations.Migration):
    dependencies = [("privacy", "0009_what_requests_need")]

    operations = [
        let_erase(
            *("privacy_details", "document_version", "privacy_incident"),
            *("disclosure", "legal_hold", "erasure_proof"),
        )
    ]
