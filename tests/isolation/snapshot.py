"""What the database holds, table by table, to see that nothing has changed."""

import psycopg
from psycopg import sql

# What any request may write, whatever becomes of it, and what the front door tidies.
BY_THE_WAY = {"django_session", "account_session", "registry_change"}
TABLES = """
select relname from pg_class where relkind in ('r', 'p') and not relispartition
and relnamespace = 'public'::regnamespace and relname !~ '^(access_(log|statistics|clients)|procrastinate_)'
"""


def snapshot(owner_url: str) -> dict[str, str]:
    """A fingerprint of every table."""
    with psycopg.connect(owner_url) as owner:
        names = [name for (name,) in owner.execute(TABLES)]
        return {
            name: _fingerprint(owner, name) for name in names if name not in BY_THE_WAY
        }


def _fingerprint(owner: psycopg.Connection, name: str) -> str:
    """What stands in a table, but for when a key was last used, noted each minute."""
    query = (
        "select md5(coalesce(string_agg(line, '' order by line), '')) from"
        " (select (to_jsonb(t) - 'last_used_at')::text as line from {} t) lines"
    )
    row = owner.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone()
    assert row is not None
    return str(row[0])
