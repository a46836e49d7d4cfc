"""`progres demo-city`: make the town once, with two weeks behind it."""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import OWNER_URL

# What is mailed in the past reaches nobody, whatever mail server there is.
os.environ.pop("PROGRES_SMTP_URL", None)
# The first operator comes before there is an instance that could be in scope.
set_up_django(OWNER_URL)

from progres.accounts.lookups import account_with_address  # noqa: E402 after Django's setup
from progres.accounts.models import User  # noqa: E402
from progres.ops.demo import record  # noqa: E402
from progres.ops.demo.base_map import write_map  # noqa: E402
from progres.ops.demo.city import things  # noqa: E402
from progres.ops.demo.founding import found_city  # noqa: E402
from progres.ops.demo.metering import put_meters_in  # noqa: E402
from progres.ops.demo.past import load_history  # noqa: E402
from progres.ops.demo.people import ADMIN  # noqa: E402
from progres.ops.demo.sendings import history  # noqa: E402


def _admin() -> User:
    user = account_with_address(ADMIN)
    if user is None:
        raise LookupError(ADMIN)
    return user


def main(args: argparse.Namespace) -> int:
    """Do nothing if the town stands already."""
    if (args.data_dir / record.NAME).exists():
        return 0
    everything = things()
    end = datetime.now(UTC).replace(microsecond=0)
    start = end - timedelta(days=args.days)
    counters: dict[str, int] = {}
    sys.stdout.write(f"Founding Musterstadt: {len(everything)} devices.\n")
    sys.stdout.flush()
    with closing_connections():
        founded = found_city(everything, at=start - timedelta(days=1))
        load_history(
            history(everything, counters, start=start, end=end),
            founded.lines,
            start=start,
            end=end,
            reader=_admin(),
        )
        put_meters_in(everything, founded.operator, start=start, end=end)
    write_map(args.data_dir / record.MAP_NAME)
    record.write_record(
        args.data_dir,
        record.Record(end, founded.accounts, founded.lines, counters),
    )
    return 0
