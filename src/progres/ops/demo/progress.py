"""A bar on a terminal, a line every tenth elsewhere."""

import sys
from typing import TextIO

WIDTH = 30


class Progress:
    """Shows how far something is; call `show` with 0 to 1."""

    def __init__(self, name: str, output: TextIO = sys.stdout) -> None:
        self._name = name
        self._output = output
        self._said = -1

    def show(self, share: float, note: str = "") -> None:
        if self._output.isatty():
            done = round(share * WIDTH)
            bar = "█" * done + "░" * (WIDTH - done)
            end = "\n" if share >= 1 else ""
            self._write(f"\r{self._name}  {bar} {share:4.0%}  {note:28}{end}")
        elif int(share * 10) > self._said:
            self._said = int(share * 10)
            self._write(f"{self._name}: {share:.0%} {note}".rstrip() + "\n")

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()
