"""Row-level security, written the same way in every migration."""

from django.db.migrations.operations import RunSQL

IN_SCOPE = (
    "any((select coalesce(nullif(current_setting('progres.tenants', true), ''),"
    " '{}')::int[])::int[])"
)
IN_ANCESTORS = (
    "any((select coalesce(nullif(current_setting('progres.ancestors', true), ''),"
    " '{}')::int[])::int[])"
)


def sql(forwards: str, backwards: str = RunSQL.noop) -> RunSQL:
    """One or more statements without parameters; % needs no doubling."""
    return RunSQL([(forwards, None)], [(backwards, None)] if backwards else RunSQL.noop)


def protect(
    table: str,
    *,
    web: str = "",
    ingest: str = "",
    eraser: str = "",
    visible: str = f"tenant_id = {IN_SCOPE}",
    writable: str = "",
) -> RunSQL:
    """Grant rights on a table of an instance and force row-level security on it.

    `web`, `ingest` and `eraser` are lists of privileges such as "select, insert".
    The web role sees and writes rows whose `tenant_id` is in the transaction's scope,
    or what `visible` and `writable` say instead; ingest and the eraser see all rows.
    The owner's policy serves migrations and SECURITY DEFINER functions only.
    """
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy {table}_owner on {table} to progres_owner using (true)",
    ]
    if web:
        statements += [
            f"grant {web} on {table} to progres_web",
            f"create policy {table}_scope on {table} to progres_web"
            f" using ({visible}) with check ({writable or visible})",
        ]
    for role, rights in (("ingest", ingest), ("eraser", eraser)):
        if rights:
            statements += [
                f"grant {rights} on {table} to progres_{role}",
                f"create policy {table}_{role} on {table} to progres_{role}"
                " using (true)",
            ]
    return sql(";\n".join(statements))


def shared_table(
    table: str, *, web: str = "", ingest: str = "", eraser: str = ""
) -> RunSQL:
    """Grant rights on a table that belongs to no instance (docs/decisions/0003)."""
    grants = (("web", web), ("ingest", ingest), ("eraser", eraser))
    return sql(
        ";\n".join(
            f"grant {rights} on {table} to progres_{role}"
            for role, rights in grants
            if rights
        )
    )


def ends_with(table: str, column: str, parent: str, action: str) -> RunSQL:
    """Let the database itself act on rows whose parent is deleted.

    `action` is "cascade" or "set null". Django makes foreign keys that only refuse.
    """
    name = f"{table}_{column}_refers_to_{parent}"
    return sql(
        f"""
        do $$ declare known text; begin
            select conname into strict known from pg_constraint
            where contype = 'f' and conrelid = '{table}'::regclass
              and confrelid = '{parent}'::regclass
              and conkey = array[(select attnum from pg_attribute
                  where attrelid = '{table}'::regclass and attname = '{column}')];
            execute format('alter table {table} drop constraint %I', known);
        end $$;
        alter table {table} add constraint {name} foreign key ({column})
            references {parent} on delete {action} deferrable initially deferred
        """  # noqa: S608 constants
    )


def changes_registry(table: str) -> RunSQL:
    """Let every change of a table be noticed by the front door's registry."""
    return sql(
        f"create trigger {table}_changes_registry"
        f" after insert or update or delete or truncate on {table}"
        " for each statement execute function note_registry_change()"
    )
