"""Imports belong to an instance, and the worker finds those that wait.

Who is limited to assets sees what was imported by people who were limited to some of
these. Locks: the tables are new, nothing waits. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import IN_SCOPE, ends_with, narrow, protect, sql

FUNCTIONS = f"""
-- What the worker has to do, the oldest first: which import, where its person acts, who.
create function waiting_imports()
returns table (id int, tenant_id int, acting_id int, user_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.tenant_id, i.acting_id, i.user_id from import i
    where i.state in ('checking', 'running', 'undoing') order by i.id
$$;
revoke all on function waiting_imports() from public;
grant execute on function waiting_imports() to progres_web;

-- Say how far an import is while its own transaction is not over.
create function note_import_progress(wanted int, so_far int, in_all int) returns void
language sql security definer set search_path = public, pg_temp as $$
    update import set rows_done = so_far, rows_total = in_all where id = wanted
$$;
revoke all on function note_import_progress(int, int, int) from public;
grant execute on function note_import_progress(int, int, int) to progres_web;

-- Which of some DevEUIs are used in an instance in scope, also by devices that somebody
-- who is limited to assets does not see: registering says so, too.
create function dev_euis_in_use(wanted int, euis text[]) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(d.dev_eui), '{{}}') from device d
    where d.tenant_id = wanted and wanted = {IN_SCOPE}
      and d.dev_eui = any(euis) and d.deleted_at is null
$$;
revoke all on function dev_euis_in_use(int, text[]) from public;
grant execute on function dev_euis_in_use(int, text[]) to progres_web;
"""  # noqa: S608 constants

DROP = """
drop function dev_euis_in_use(int, text[]);
drop function note_import_progress(int, int, int);
drop function waiting_imports();
"""

# `<@` of an empty array is true of everything, and null of everybody who is not limited.
WITHIN = (
    "asset_ids <@ (select coalesce(nullif(current_setting('progres.assets', true), ''),"
    " '{}')::int[])"
)
OF_IMPORT = "import_id = any((array(select i.id from import i))::int[])"
CHILDREN = ("import_file", "import_note", "import_item")


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_imports")]

    operations = [
        ends_with("import", "user_id", "account", "set null"),
        *(ends_with(table, "import_id", "import", "cascade") for table in CHILDREN),
        protect(
            "import",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        protect("import_file", web="select, insert, delete", eraser="select, delete"),
        protect("import_note", web="select, insert, delete", eraser="select, delete"),
        protect(
            "import_item",
            web="select, insert",
            eraser="select, delete, update (digest, before)",
        ),
        protect(
            "import_template",
            web="select, insert, update, delete",
            eraser="select, delete",
        ),
        narrow("import", WITHIN),
        *(narrow(table, OF_IMPORT) for table in CHILDREN),
        narrow("import_template", "true"),
        sql(FUNCTIONS, DROP),
    ]
