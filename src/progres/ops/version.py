"""`progres version`."""

import argparse
import sys
from importlib.metadata import version


def main(_args: argparse.Namespace) -> int:
    sys.stdout.write(f"PROGRES {version('progres')}\n")
    return 0
