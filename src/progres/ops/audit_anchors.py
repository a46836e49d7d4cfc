"""`progres audit anchors`: the signed heads of the log's chains, one line each."""

import argparse
import sys

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import OWNER_URL
from progres.ops.refusal import CannotRun

# Chains of all instances, whatever the scope.
set_up_django(OWNER_URL)

from progres.audit.anchors import newest_anchors  # noqa: E402 after Django's setup
from progres.kit.secrets import UnknownMasterKey  # noqa: E402


def main(_args: argparse.Namespace) -> int:
    with closing_connections():
        try:
            for anchor in newest_anchors():
                sys.stdout.write(f"{anchor.line()}\n")
        except UnknownMasterKey as error:
            raise CannotRun(str(error)) from error
    return 0
