"""Second factors are seen where their account is seen, and end with it.

The table is allauth's; what it holds of secrets is sealed with the master key.
Locks: the table is new, nothing waits. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, ends_with, protect, sql

SEEN = (
    "exists (select from account a"
    f" where a.id = mfa_authenticator.user_id and a.tenant_id = {IN_SCOPE})"
)
SIGNS_IN = """
create policy mfa_authenticator_signs_in on mfa_authenticator to progres_web
    using ((select current_setting('progres.sign_in', true)) = 'on')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_accounts_of_instances"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        protect(
            "mfa_authenticator", web="select, insert, update, delete", visible=SEEN
        ),
        sql(SIGNS_IN, "drop policy mfa_authenticator_signs_in on mfa_authenticator"),
        ends_with("mfa_authenticator", "user_id", "account", "cascade"),
    ]
