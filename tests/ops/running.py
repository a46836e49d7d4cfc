"""Programs under test in processes of their own, every wait with an end."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

LIMIT_S = 60.0


class Running:
    """A Python module that runs as a program; whatever happens, it ends with the block."""

    def __init__(self, module: str, *arguments: str | Path) -> None:
        command: Sequence[str] = [sys.executable, "-m", module, *map(str, arguments)]
        own = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=own)
        self._said = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(LIMIT_S)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def number_after(self, word: str) -> int:
        """Wait for a line such as `ready 8000` and return its number."""
        return int(self.line_with(word).split()[1])

    def line_with(self, words: str) -> str:
        """Wait for a line that contains the words; each line is returned once."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + LIMIT_S
        while True:
            lines = self._said.decode().splitlines(keepends=True)
            for index, line in enumerate(lines):
                if words in line and line.endswith("\n"):
                    self._said = "".join(lines[:index] + lines[index + 1 :]).encode()
                    return line.strip()
            left_s = deadline - time.monotonic()
            assert select.select([self.process.stdout], [], [], max(0.0, left_s))[0], (
                f"'{words}' was not said within {LIMIT_S} s, but: {self._said!r}"
            )
            piece = os.read(self.process.stdout.fileno(), 4096)
            assert piece, f"The program ended; it said: {self._said!r}"
            self._said += piece

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Ask it to stop; return its exit code and how many seconds that took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(LIMIT_S)
        return code, time.monotonic() - begun


def until(condition: Callable[[], bool], *, limit_s: float = LIMIT_S) -> None:
    """Look again and again until something is so."""
    pause = threading.Event()
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, f"This took more than {limit_s} s."
        pause.wait(0.1)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that has ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def kill(pid: int) -> None:
    """Kill a process and wait until it has gone."""
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(pid))
