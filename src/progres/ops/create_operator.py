"""`progres create-operator`: somebody who may do everything."""

import argparse
import getpass
import sys
from datetime import UTC, datetime

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import OWNER_URL
from progres.ops.refusal import CannotRun

# The first operator comes before there is an instance that could be in scope.
set_up_django(OWNER_URL)

from progres.accounts.actions import create_operator  # noqa: E402 after Django's setup


def main(args: argparse.Namespace) -> int:
    with closing_connections():
        try:
            create_operator(
                email=args.email,
                first_name=args.first_name,
                last_name=args.last_name,
                password=_read_password(),
                at=datetime.now(UTC),
            )
        except ValueError as error:
            raise CannotRun(str(error)) from error
    sys.stdout.write(f"{args.email} can sign in.\n")
    return 0


def _read_password() -> str:
    """Read one line; in a terminal it is asked for and not shown."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise CannotRun(
            "The password on standard input is not UTF-8 text; type or convert it anew."
        ) from None
