"""`progres migrate`: bring the database to the version of the program."""

import argparse
import os

import psycopg
from django.core.management import call_command

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import OWNER_URL

LOCK = 7_103_517  # any number that nothing else locks


def main(args: argparse.Namespace) -> int:
    """Migrate as owner; with `check`, exit with 1 if something is left to do.

    Two that start at once take turns: the second finds nothing left to do.
    """
    set_up_django(OWNER_URL)
    with psycopg.connect(os.environ[OWNER_URL], autocommit=True) as turn:
        turn.execute("set statement_timeout = 0; set lock_timeout = 0")
        turn.execute("select pg_advisory_lock(%s)", [LOCK])
        with closing_connections():
            call_command(
                "migrate", check_unapplied=args.check, interactive=False, verbosity=0
            )
    return 0
