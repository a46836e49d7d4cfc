"""`progres audit verify`: whether the audit log was changed."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import OWNER_URL
from progres.ops.refusal import CannotRun

# Chains of all instances, whatever the scope.
set_up_django(OWNER_URL)

from django.db import connection, transaction  # noqa: E402 after Django's setup

from progres.audit.anchors import (  # noqa: E402
    Anchor,
    NotAnAnchor,
    check_anchors,
)
from progres.audit.checking import Difference, Finding, check_chains  # noqa: E402
from progres.kit.secrets import UnknownMasterKey  # noqa: E402


def main(args: argparse.Namespace) -> int:
    """Say the first difference and return 1, or how far the log is as it was written."""
    now = datetime.now(UTC)
    with closing_connections():
        try:
            anchors = list(_anchors(args.anchors)) if args.anchors else []
            found = _check(anchors, now)
        except Difference as difference:
            sys.stdout.write(f"{difference}\n")
            return 1
        except (NotAnAnchor, UnknownMasterKey, OSError) as error:
            raise CannotRun(str(error)) from error
    sys.stdout.write(f"{_said(found, anchors)}\n")
    return 0


def _check(anchors: list[Anchor], at: datetime) -> Finding:
    """Look at one moment of the log, whatever is sealed or destroyed meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            # Two years of a large house take longer than a migration may.
            cursor.execute("set local statement_timeout = 0")
        check_anchors(anchors, at=at)
        return check_chains(at=at)


def _anchors(path: Path) -> Iterator[Anchor]:
    for line in path.read_text().splitlines():
        if line.strip():
            yield Anchor.read(line)


def _said(found: Finding, anchors: list[Anchor]) -> str:
    waiting = f"{found.waiting} more wait for their seal. " if found.waiting else ""
    told = f"{found.entries} sealed entries are as they were written. {waiting}"
    if not anchors:
        return (
            f"{told}Without an anchor from elsewhere this does not show whether the end "
            "of the log was cut off: keep what `progres audit anchors` prints."
        )
    newest = max(anchors, key=lambda anchor: anchor.seal)
    return (
        f"{told}Nothing up to the last external anchor of {newest.sealed_at} was changed "
        "or cut off; since then only the end could have been."
    )
