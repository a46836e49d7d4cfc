"""What PostgreSQL's catalogue says about the walls between instances."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from progres.ops.postgres import DatabaseUrls

DECISION = Path("docs/decisions/0003-shared-tables.md")
APPLICATION = ("progres_web", "progres_ingest", "progres_eraser")

RIGHTS = "select,insert,update,delete,truncate,references,trigger"

# What the tests ask, without the noise of the catalogue.
VIEWS = """
create temp view tables as
    select oid, relname as name, relispartition as is_partition,
        relrowsecurity and relforcerowsecurity as is_protected
    from pg_class
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace;
create temp view functions_of_owner as
    select proname as name, coalesce(proconfig, '{}') as settings, proacl as rights
    from pg_proc where prosecdef and pronamespace = 'public'::regnamespace;
"""


@pytest.fixture
def owner(database_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    """With partitions of a day; nothing of it stays."""
    with psycopg.connect(database_urls.owner) as connection:
        connection.execute("select make_partitions('2026-03-01', '2026-03-01')")
        connection.execute(VIEWS)
        yield connection
        connection.rollback()


def names(
    owner: psycopg.Connection, query: LiteralString, **values: object
) -> list[str]:
    return [row[0] for row in owner.execute(query, values or None)]


def shared_tables() -> set[str]:
    rows = re.findall(r"^\| (`.+?`) \|", DECISION.read_text(), re.MULTILINE)
    return set(re.findall(r"`(\w+)`", " ".join(rows)))


def test_the_tables_without_row_level_security_are_those_of_the_decision(
    owner: psycopg.Connection,
) -> None:
    unprotected = names(
        owner,
        "select name from tables where not is_partition and not is_protected",
    )
    assert set(unprotected) == shared_tables()


def test_no_table_with_an_instance_is_shared(
    owner: psycopg.Connection,
) -> None:
    unprotected = names(
        owner,
        "select name from tables t where not is_partition and not is_protected"
        " and exists (select from pg_attribute a"
        " where a.attrelid = t.oid and a.attname = 'tenant_id')",
    )
    assert not unprotected


def test_every_role_with_a_right_on_a_protected_table_has_a_policy_there(
    owner: psycopg.Connection,
) -> None:
    without = names(
        owner,
        "select name || ': ' || role from tables, unnest(%(roles)s::name[]) role"
        " where is_protected and has_table_privilege(role, tables.oid, %(rights)s)"
        " and not exists (select from pg_policies p where p.schemaname = 'public'"
        " and p.tablename = name and role = any(p.roles))",
        roles=[*APPLICATION, "progres_owner"],
        rights=RIGHTS,
    )
    assert not without


def test_every_policy_of_the_web_role_but_that_of_sign_in_asks_for_the_scope(
    owner: psycopg.Connection,
) -> None:
    open_ones = names(
        owner,
        "select tablename || ': ' || policyname from pg_policies"
        " where (roles && array['progres_web', 'public']::name[])"
        " and permissive = 'PERMISSIVE'"
        " and (coalesce(qual, with_check) !~"
        "   case cmd when 'SELECT' then 'progres.(tenants|ancestors)'"
        "   else 'progres.tenants' end"
        " or cmd <> 'SELECT' and coalesce(with_check, qual) !~ 'progres.tenants')",
    )
    assert sorted(open_ones) == [
        "account: account_signs_in",
        "account_session: account_session_signs_in",
        "mfa_authenticator: mfa_authenticator_signs_in",
    ]


def test_a_role_that_ends_at_an_asset_sees_no_other_tables_than_these(
    owner: psycopg.Connection,
) -> None:
    """All others are hidden from it, or narrowed to its devices."""
    open_ones = names(
        owner,
        "select name from tables t where not is_partition and is_protected"
        " and has_any_column_privilege('progres_web', t.oid, 'select')"
        " and not exists (select from pg_policies p where p.tablename = t.name"
        " and p.permissive = 'RESTRICTIVE' and p.qual ~ 'progres.assets')",
    )
    assert set(open_ones) == {
        # By the instances in reach.
        *("tenant", "tenant_logo", "device_type", "asset_type", "own_role"),
        *("audit_entry", "audit_pending", "audit_seal"),  # whoever acts writes there
        # What bounds everybody who reads readings.
        *("reading_restriction", "resolution_policy", "heat_release"),
        # How people sign in, which no right gives away.
        *("account_session", "mfa_authenticator", "sign_in_rule"),
        *("email_change", "identity_provider", "provider_subject"),
    }


def test_no_role_of_the_application_has_power_over_the_walls(
    owner: psycopg.Connection,
) -> None:
    powerful = names(
        owner,
        "select rolname from pg_roles where rolname = any(%(roles)s) and (rolsuper"
        " or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)",
        roles=[*APPLICATION, "progres_owner"],
    )
    owning = names(
        owner,
        "select relname from pg_class where pg_get_userbyid(relowner) = any(%(roles)s)",
        roles=list(APPLICATION),
    )
    joined = names(
        owner,
        "select member::regrole::text from pg_auth_members"
        " where member::regrole::text = any(%(roles)s)",
        roles=[*APPLICATION, "progres_owner"],
    )
    assert not powerful
    assert not owning
    assert not joined


def test_the_application_cannot_truncate_or_make_tables(
    owner: psycopg.Connection,
) -> None:
    truncating = names(
        owner,
        "select name || ': ' || role from tables, unnest(%(roles)s::name[]) role"
        " where has_table_privilege(role, tables.oid, 'truncate')",
        roles=list(APPLICATION),
    )
    making = names(
        owner,
        "select role::text from unnest(%(roles)s::name[]) role"
        " where has_schema_privilege(role, 'public', 'create')"
        " or has_database_privilege(role, current_database(), 'create, temporary')",
        roles=list(APPLICATION),
    )
    assert not truncating
    assert not making


def test_partitions_are_reached_through_their_parent_alone(
    owner: psycopg.Connection,
) -> None:
    partitions = names(owner, "select name from tables where is_partition")
    reachable = names(
        owner,
        "select name || ': ' || role from tables, unnest(%(roles)s::name[]) role"
        " where is_partition and has_table_privilege(role, tables.oid, %(rights)s)",
        roles=list(APPLICATION),
        rights=RIGHTS,
    )
    assert {"reading_20260301", "uplink_20260301"} <= set(partitions)
    assert not reachable


def test_functions_of_the_owner_have_a_fixed_search_path_and_no_public_right(
    owner: psycopg.Connection,
) -> None:
    wandering = names(
        owner,
        "select name from functions_of_owner"
        " where 'search_path=public, pg_temp' <> all(settings)",
    )
    public = names(
        owner,
        "select name from functions_of_owner where rights is null"
        " or exists (select from aclexplode(rights) where grantee = 0)",
    )
    assert names(owner, "select name from functions_of_owner")
    assert not wandering
    assert not public


def test_an_audit_entry_cannot_be_changed_by_the_application(
    owner: psycopg.Connection,
) -> None:
    able = names(
        owner,
        "select role::text from unnest(%(roles)s::name[]) role"
        " where has_table_privilege(role, 'audit_entry', 'update, delete')",
        roles=["progres_web", "progres_ingest"],
    )
    assert not able


def test_the_front_door_reads_no_account_and_no_session(
    owner: psycopg.Connection,
) -> None:
    readable = names(
        owner,
        "select name from tables where not is_partition and not is_protected"
        " and has_table_privilege('progres_ingest', tables.oid, 'select')",
    )
    assert set(readable) == {
        "django_migrations",
        "layout",
        "registry_change",
        "worker_heartbeat",
    }
