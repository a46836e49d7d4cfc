"""Readings whose use is restricted are kept, and not seen for what they are not used.

`uses` are show, export, evaluate and mail; a transaction says what it reads for in
progres.use, and shows if it says nothing. Where no restriction is in scope, one look
into an empty table a statement is all that it costs. Locks: the tables of readings for
an instant each. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import protect, sql

TABLE = """
create table reading_restriction (
    id int generated always as identity primary key,
    tenant_id int not null references tenant deferrable initially deferred,
    device_id int not null references device on delete cascade
        deferrable initially deferred,
    since timestamptz not null,
    until timestamptz not null,
    uses text[] not null,
    request_id int not null,
    at timestamptz not null,
    constraint reading_restriction_ends_after_it_begins check (until > since)
);
create index reading_restriction_of_device on reading_restriction (device_id, since);
create index reading_restriction_of_request on reading_restriction (request_id);
grant select on layout to progres_eraser
"""

_USE = "coalesce(nullif(current_setting('progres.use', true), ''), 'show')"
_NONE = "(select not exists (select from reading_restriction))"
_OTHERS = "all((array(select r.device_id from reading_restriction r))::int[])"


def hides(table: str, moment: str) -> str:
    """Hide rows of a device and a time whose use is restricted."""
    restricted = f"""exists (select from reading_restriction r
        where r.device_id = {table}.device_id and {table}.{moment} >= r.since
            and {table}.{moment} < r.until and {_USE} = any(r.uses))"""
    return f"""
    create policy {table}_restricted on {table} as restrictive for select to progres_web
    using (case when {_NONE} or device_id <> {_OTHERS}
        or not {restricted} then 1 else 0 end <> 0)"""


HIDDEN = {
    "reading": "ts",
    "reading_late": "ts",
    "latest": "ts",
    "uplink": "received_at",
    "delivery": "received_at",
}


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0010_resolution_policies"),
        ("devices", "0017_plan_places_are_protected"),
        ("tenants", "0007_roles_of_the_operator"),
    ]

    operations = [
        sql(TABLE, "drop table reading_restriction"),
        protect(
            "reading_restriction",
            web="select, delete",
            eraser="select, insert, delete",
        ),
        *(
            sql(hides(table, moment), f"drop policy {table}_restricted on {table}")
            for table, moment in HIDDEN.items()
        ),
    ]
