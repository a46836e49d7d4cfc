"""`progres worker`: what is done later and regularly."""

import argparse
import os

from progres.kit.env import Env
from progres.ops.environment import check_complete
from progres.worker.run import main as run_worker


def main(_args: argparse.Namespace) -> int:
    check_complete(Env(os.environ))
    run_worker()
    return 0
