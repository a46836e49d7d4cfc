"""`progres doctor`: what is wrong with an installation, and what to do about it."""

import argparse
import os
import sys
from collections.abc import Callable

import psycopg

from progres.kit.env import Env
from progres.ops.check_database import DATABASE_CHECKS
from progres.ops.check_installation import INSTALLATION_CHECKS


def main(_args: argparse.Namespace) -> int:
    """Print one line per check; return 1 if there is any problem."""
    env = Env(os.environ)
    problems = 0
    for name, check in {**DATABASE_CHECKS, **INSTALLATION_CHECKS}.items():
        problem = _run(check, env)
        problems += bool(problem)
        sys.stdout.write(f"{'problem' if problem else 'ok':8} {name}")
        sys.stdout.write(f": {problem}\n" if problem else "\n")
    return 1 if problems else 0


def _run(check: Callable[[Env], str], env: Env) -> str:
    try:
        return check(env)
    except psycopg.Error as error:
        return f"this could not be checked ({error})."
