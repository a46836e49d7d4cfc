"""Accounts are seen by those who act in their instance or above, as everything else.

Besides them who was granted access to an instance is seen there. What signs people in
finds accounts by functions that give away one account each, and by
`progres.sign_in`, which only the pages that sign in switch on. The last sign-in is
written with its entry in the audit log, and not by Django beside it.
Locks: the accounts for an instant. The code before cannot sign anybody in afterwards:
stop it first.
"""

from django.db import migrations, models

from progres.database.rls import IN_SCOPE, protect, sql

FUNCTIONS = """
create function accounts_by_id(wanted int[]) returns setof account
language sql stable security definer set search_path = public, pg_temp as $$
    select * from account where id = any(wanted)
$$;
revoke all on function accounts_by_id(int[]) from public;
grant execute on function accounts_by_id(int[]) to progres_web;

create function account_by_email(wanted text) returns setof account
language sql stable security definer set search_path = public, pg_temp as $$
    select * from account where lower(email) = lower(wanted)
$$;
revoke all on function account_by_email(text) from public;
grant execute on function account_by_email(text) to progres_web;
"""

SEEN = f"""
create policy account_seen_by_grant on account for select to progres_web
    using (exists (select from access_grant g
        where g.user_id = account.id and g.tenant_id = {IN_SCOPE}));
create policy account_signs_in on account to progres_web
    using ((select current_setting('progres.sign_in', true)) = 'on');
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_what_ends_with_an_account")]

    operations = [
        migrations.RemoveField("user", "last_login"),
        migrations.AddField(
            "user", "signed_in_at", models.DateTimeField(null=True, db_default=None)
        ),
        sql(
            "revoke all on account from progres_web, progres_eraser",
        ),
        protect(
            "account",
            web="select, insert, update",
            eraser="select, update, delete",
        ),
        sql(SEEN),
        sql(
            FUNCTIONS,
            "drop function account_by_email(text); drop function accounts_by_id(int[])",
        ),
    ]
