"""`progres create-api-key`: print a key that acts as an account does."""

import argparse
import sys
from datetime import UTC, datetime, timedelta

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import WEB_URL
from progres.ops.refusal import CannotRun

set_up_django(WEB_URL)

from progres.accounts.actions import create_api_key  # noqa: E402 after Django's setup

LONGEST_DAYS = 3650


def main(args: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    days: int | None = args.expires_in_days
    if days is not None and days > LONGEST_DAYS:
        raise CannotRun(
            f"A key can last {LONGEST_DAYS} days at most, not {days}; "
            "leave --expires-in-days out for one without an end."
        )
    with closing_connections():
        try:
            key = create_api_key(
                email=args.email,
                name=args.name,
                read_only=args.read_only,
                expires_at=None if days is None else now + timedelta(days=days),
                at=now,
            )
        except ValueError as error:
            raise CannotRun(str(error)) from error
    sys.stdout.write(f"{key}\n")
    return 0
