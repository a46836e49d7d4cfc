"""Rows of people that are kept and not seen for what their use is restricted.

Where nothing is restricted, one look into an empty table a statement is all that it
costs. Signing in sees accounts all the same, so that it can refuse them. Locks: the
tables of these people for an instant each. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import hide_when_narrowed, protect, sql

TABLE = """
create table restricted_row (
    id int generated always as identity primary key,
    tenant_id int not null references tenant deferrable initially deferred,
    place text not null,
    row_id int not null,
    uses text[] not null,
    request_id int not null references person_request deferrable initially deferred,
    at timestamptz not null,
    constraint restricted_row_is_named_once unique (place, row_id, request_id)
)
"""
# Asked once a statement, and whatever the scope: a row is hidden from wherever one looks.
IDS = """
create function restricted_ids(wanted text) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(row_id), '{}') from restricted_row
    where place = wanted
        and coalesce(nullif(current_setting('progres.use', true), ''), 'show') = any(uses)
$$;
revoke all on function restricted_ids from public;
grant execute on function restricted_ids to progres_web
"""
_SIGNING_IN = "coalesce(current_setting('progres.sign_in', true), '') = 'on'"


def hides(place: str) -> str:
    """Hide the restricted rows of a table; whoever signs in is still found."""
    return f"""
    create policy {place}_restricted on {place} as restrictive for select to progres_web
    using (case when (select {_SIGNING_IN})
        or id <> all((select restricted_ids('{place}'))::int[])
        then 1 else 0 end <> 0)"""


PLACES = ("account", "occupancy", "alarm_recipient")


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_requests_are_protected")]

    operations = [
        sql(TABLE, "drop table restricted_row"),
        protect(
            "restricted_row",
            web="select, delete",
            eraser="select, insert, delete",
        ),
        hide_when_narrowed("restricted_row"),
        sql(IDS, "drop function restricted_ids(text)"),
        *(
            sql(hides(place), f"drop policy {place}_restricted on {place}")
            for place in PLACES
        ),
    ]
