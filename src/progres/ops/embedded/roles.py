"""The database and its roles, brought into their shape at every start."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from progres.ops import private_files
from progres.ops.refusal import CannotRun

ROLES = ("progres_owner", "progres_web", "progres_ingest", "progres_eraser")
SUPERUSER = "progres"
DATABASE = "progres"

# Runs in psql as the superuser, again at every start; :'owner' and so on are passwords.
# Migrations wait 4 s for a lock and 5 s for a statement, pages 30 s, so that one stuck
# statement never stops the house (a longer one says so with `set local`).
SETUP = r"""
\set ON_ERROR_STOP on
set client_min_messages = warning;

select format('create role %I', name)
from unnest(array['progres_owner', 'progres_web', 'progres_ingest', 'progres_eraser'])
    as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role progres_owner with login nosuperuser nobypassrls nocreatedb nocreaterole
    noreplication password :'progres_owner';
alter role progres_web with login nosuperuser nobypassrls nocreatedb nocreaterole
    noreplication password :'progres_web';
alter role progres_ingest with login nosuperuser nobypassrls nocreatedb nocreaterole
    noreplication password :'progres_ingest';
alter role progres_eraser with login nosuperuser nobypassrls nocreatedb nocreaterole
    noreplication password :'progres_eraser';

alter role progres_owner set lock_timeout = '4s';
alter role progres_owner set statement_timeout = '5s';
alter role progres_web set statement_timeout = '30s';

revoke connect on database postgres, template1 from public;

select 'create database progres owner progres_owner'
where not exists (select from pg_database where datname = 'progres')
\gexec

revoke all on database progres from public;
grant connect on database progres to progres_web, progres_ingest, progres_eraser;

\connect progres
revoke all on schema public from public;
grant usage on schema public to progres_web, progres_ingest, progres_eraser;
"""


def passwords_of(data_dir: Path) -> dict[str, str]:
    """Read the passwords of the roles; they are made at the first start.

    Hexadecimal digits only, so that they can stand in a URL and in psql as they are.
    """
    text = private_files.read_or_make(
        data_dir / "database-passwords.json",
        lambda: json.dumps({role: os.urandom(32).hex() for role in ROLES}),
    )
    passwords: dict[str, str] = json.loads(text)
    return passwords


def set_up_roles(psql: Path, socket_dir: Path, passwords: Mapping[str, str]) -> None:
    """Create what is missing and set rights and passwords anew.

    Passwords go through standard input: the arguments of a process are public.
    """
    variables = "".join(f"\\set {role} {passwords[role]}\n" for role in ROLES)
    result = subprocess.run(  # noqa: S603 - our own program, arguments are a list
        [str(psql), "-X", "-q", "-h", str(socket_dir), "-U", SUPERUSER, "postgres"],
        input=variables + SETUP,
        capture_output=True,
        text=True,
        env={"PGCONNECT_TIMEOUT": "10"},
        timeout=60,
        check=False,
    )
    if result.returncode:
        raise CannotRun(
            f"The roles of the database could not be set up: {result.stderr.strip()}"
        )
