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
# Whether the transaction sees everything of its instances, and if not, which assets.
UNNARROWED = "(select coalesce(current_setting('progres.assets', true), '') = '')"
IN_ASSETS = (
    "any((select coalesce(nullif(current_setting('progres.assets', true), ''),"
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


def let_erase(*tables: str) -> RunSQL:
    """Let the eraser find, change and delete whatever tells of people in these tables."""
    names = ",".join(tables)
    return sql(
        f"""
        do $$ declare name text; begin
            foreach name in array '{{{names}}}'::text[] loop
                execute format(
                    'grant select, update, delete on %I to progres_eraser', name);
                if (select relrowsecurity from pg_class where oid = name::regclass)
                    and not exists (select from pg_policies
                        where tablename = name and policyname = name || '_eraser')
                then
                    execute format(
                        'create policy %I on %I to progres_eraser using (true)',
                        name || '_eraser', name);
                end if;
            end loop;
        end $$
        """  # noqa: S608 constants
    )


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


def narrow(table: str, reached: str) -> RunSQL:
    """Let transactions that are narrowed to assets see and write only rows of `reached`.

    Restrictive: it takes away from what other policies give. Where nothing is narrowed,
    `reached` is not evaluated. The planner takes a bare `or` for true of every second
    row and then sorts where it could follow an index; of `<> 0` it expects all rows.
    """
    return sql(
        f"create policy {table}_narrowed on {table} as restrictive to progres_web"
        f" using (case when {UNNARROWED} or {reached} then 1 else 0 end <> 0)",
        f"drop policy {table}_narrowed on {table}",
    )


def narrow_by_device(table: str, column: str = "device_id") -> RunSQL:
    """Let narrowed transactions see only rows of devices that hang in their assets.

    The devices are listed once a statement, for all partitions together.
    """
    devices = f"select d.id from device d where d.asset_id = {IN_ASSETS}"  # noqa: S608 constants
    return narrow(table, f"{column} = any((array({devices}))::int[])")


def hide_when_narrowed(table: str) -> RunSQL:
    """Hide what concerns a whole instance from transactions narrowed to assets."""
    return narrow(table, "false")
