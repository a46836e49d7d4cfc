"""Checks of the database, by what its catalogue says. Each returns a sentence or ''."""

from collections.abc import Callable, Mapping
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from progres.kit.env import Env
from progres.kit.languages import LANGUAGES
from progres.legal.rules import Kind
from progres.ops.environment import ERASER_URL, INGEST_URL, OWNER_URL, URLS, WEB_URL

WRONG = "not the password"
APPLICATION = ("progres_web", "progres_ingest", "progres_eraser")

POWERFUL_ROLES: Final = """
select rolname from pg_roles
where rolname = any(%s)
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
order by 1
"""

OWNING_ROLES: Final = """
select distinct pg_get_userbyid(relowner) from pg_class
where pg_get_userbyid(relowner) = any(%s)
order by 1
"""

# Partitions are left to their parent: nobody but the owner may reach them directly.
UNPROTECTED_TABLES: Final = """
select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace = 'public'::regnamespace and not a.attisdropped
    and not (c.relrowsecurity and c.relforcerowsecurity)
    and c.relname <> all(%s)
order by 1
"""

OPEN_PARTITIONS: Final = """
select c.relname from pg_class c cross join unnest(%s::name[]) as role
where c.relispartition and c.relkind = 'r'
    and has_table_privilege(role, c.oid, 'select, insert, update, delete, truncate')
order by 1
"""

# Sign-in precedes every scope (docs/decisions/0003).
SHARED_TABLES = ["account"]

SAFE_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
}


def check_reachable(env: Env) -> str:
    for name in URLS:
        try:
            psycopg.connect(env.text(name), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            return f"{name} leads nowhere ({error}); start the server or correct it."
    return ""


def check_roles(env: Env) -> str:
    names = _names(env, POWERFUL_ROLES, [*APPLICATION, "progres_owner"])
    if names:
        return (
            f"{names} may do too much; take superuser, bypassrls, createrole, createdb "
            "and replication away with `alter role`."
        )
    if names := _names(env, OWNING_ROLES, list(APPLICATION)):
        return (
            f"{names} owns tables, so that row-level security does not hold it; give "
            "them to progres_owner with `reassign owned`."
        )
    users = [_role(env.text(name)) for name in (WEB_URL, INGEST_URL, ERASER_URL)]
    if users != list(APPLICATION):
        return (
            f"The addresses of the database use the roles {', '.join(users)}; "
            f"they must be {', '.join(APPLICATION)}."
        )
    return ""


def check_passwords(env: Env) -> str:
    for name in URLS:
        try:
            psycopg.connect(env.text(name), password=WRONG, connect_timeout=10).close()
        except psycopg.OperationalError:
            continue
        return (
            f"{_role(env.text(name))} gets in with a wrong password; ask for "
            "scram-sha-256 in pg_hba.conf."
        )
    return ""


def check_row_security(env: Env) -> str:
    if names := _names(env, UNPROTECTED_TABLES, SHARED_TABLES):
        return f"{names} lacks forced row-level security; run `progres migrate`."
    if names := _names(env, OPEN_PARTITIONS, list(APPLICATION)):
        return f"{names} can be reached around its parent's policies; revoke all on it."
    return ""


def check_settings(env: Env) -> str:
    with psycopg.connect(env.text(OWNER_URL)) as owner:
        wrong = [
            f"{name} is {value}, not {SAFE_SETTINGS[name]}"
            for name, value in owner.execute(
                "select name, setting from pg_settings where name = any(%s)",
                [list(SAFE_SETTINGS)],
            )
            if value != SAFE_SETTINGS[name]
        ]
    return f"{'; '.join(wrong)}; correct postgresql.conf." if wrong else ""


def check_legal_texts(env: Env) -> str:
    with psycopg.connect(env.text(OWNER_URL)) as owner:
        there = {
            (kind, language)
            for kind, language in owner.execute("select kind, language from legal_text")
        }
        computed = owner.execute(_NOTICE_IS_COMPLETE).fetchone()
    if computed is not None:
        there |= {(Kind.PRIVACY, language) for language in LANGUAGES}
    missing = [
        f"{kind} ({language})"
        for kind in Kind
        for language in LANGUAGES
        if (kind, language) not in there
    ]
    if not missing:
        return ""
    return (
        f"not production-ready: these public texts are missing: {', '.join(missing)}; "
        "write them on the page 'Public texts'; for a privacy notice it is enough to "
        "enter the controller under 'Data protection', 'Documents'."
    )


_NOTICE_IS_COMPLETE = """
select from privacy_details d join tenant t on t.id = d.tenant_id
where t.parent_id is null and d.controller <> '' and d.address <> ''
    and d.contact <> '' and d.authority <> '' and d.third_countries <> ''
"""

DATABASE_CHECKS: Mapping[str, Callable[[Env], str]] = {
    "database is reachable": check_reachable,
    "roles have no more rights than they need": check_roles,
    "passwords are asked for": check_passwords,
    "row-level security is forced": check_row_security,
    "commits are durable": check_settings,
    "legal texts are there": check_legal_texts,
}


def _names(env: Env, query: str, names: list[str]) -> str:
    with psycopg.connect(env.text(OWNER_URL)) as owner:
        return ", ".join(row[0] for row in owner.execute(query.encode(), [names]))


def _role(url: str) -> str:
    return str(conninfo_to_dict(url).get("user", "nobody"))
