"""`progres keys new`: make a master key for PROGRES_MASTER_KEY."""

import argparse
import sys

from progres.kit.secrets import new_master_key


def main(_args: argparse.Namespace) -> int:
    sys.stdout.write(f"{new_master_key()}\n")
    return 0
