"""`progres migrate`: bring the database to the version of the program."""

import argparse
import logging
import os

import psycopg
from django.core.management import call_command

from progres.kit.clock import utc_now
from progres.kit.env import Env
from progres.kit.secrets import read_master_keys
from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import ERASER_URL, OWNER_URL
from progres.privacy.tombstones import erase_again

logger = logging.getLogger(__name__)

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
        if not args.check:
            _erase_again()
    return 0


def _erase_again() -> None:
    """A database from a backup must not know again whom it had forgotten."""
    env = Env(os.environ)
    if env.text(ERASER_URL):
        with psycopg.connect(env.text(ERASER_URL), autocommit=True) as eraser:
            again = erase_again(
                eraser,
                env.path("PROGRES_DATA_DIR", "data"),
                read_master_keys(env),
                at=utc_now(),
            )
        if again:
            logger.warning("Carried out %s erasures again, from the list.", again)
