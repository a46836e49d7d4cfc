"""Everybody can see the own sessions and end them.

What is shown of a session stands beside it and goes with it, whoever ends it: the
person, somebody who disables the account, or time.
Locks: the table is new, nothing waits. The code before goes on working; sessions that
begin under it are listed with their next request to the new one.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import IN_SCOPE, protect, sql

SEEN = (
    "exists (select from account a"
    f" where a.id = account_session.user_id and a.tenant_id = {IN_SCOPE})"
)
FUNCTIONS = """
create policy account_session_signs_in on account_session for select to progres_web
    using ((select current_setting('progres.sign_in', true)) = 'on');

-- Note that a person is there; one statement, since it goes with people's requests.
create function note_session(key text, account_id int, client_ip text, browser_name text,
    system_name text, began timestamptz, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into account_session
        (session_id, user_id, ip, browser, system, began_at, active_at)
    select session_key, account_id, client_ip, browser_name, system_name, began, at
    from django_session where session_key = key
    on conflict (session_id) do update set
        ip = excluded.ip, browser = excluded.browser, system = excluded.system,
        active_at = excluded.active_at
$$;
revoke all on function
    note_session(text, int, text, text, text, timestamptz, timestamptz) from public;
grant execute on function
    note_session(text, int, text, text, text, timestamptz, timestamptz) to progres_web;
"""
DROP = """
drop function note_session(text, int, text, text, text, timestamptz, timestamptz);
drop policy account_session_signs_in on account_session;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_sign_in_rules"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("ip", models.CharField(max_length=45)),
                ("browser", models.CharField(max_length=100)),
                ("system", models.CharField(max_length=100)),
                ("began_at", models.DateTimeField()),
                ("active_at", models.DateTimeField()),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="sessions.session",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "account_session"},
        ),
        protect("account_session", web="select", visible=SEEN),
        sql(FUNCTIONS, DROP),
    ]
