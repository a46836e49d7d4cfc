"""What the supervisor keeps running: programs, and the database."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from progres.ops.postgres import EmbeddedPostgres
from progres.ops.refusal import CannotRun
from progres.ops.spawn import spawn

logger = logging.getLogger(__name__)

# Seconds before a part that ended is started again: the first, the second … time.
DELAYS_S = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_S = 60.0  # after so long a part counts as healthy again


class Part(Protocol):
    """Something that can be started again when it has ended."""

    @property
    def name(self) -> str: ...

    def start(self) -> None: ...

    @property
    def pid(self) -> int | None:
        """The number of its process, None if it does not run."""
        ...


@dataclass(kw_only=True)
class Program:
    """A program of ours as a process; `keep` are file descriptors it inherits."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    keep: tuple[int, ...] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        # At our sudden death the database goes too, so there is nothing to finish.
        self._process = spawn(
            self.command, death_signal=signal.SIGKILL, env=self.env, keep=self.keep
        )

    @property
    def pid(self) -> int | None:
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def stop(self) -> None:
        """Ask it to finish; what it has started itself (codecs) is needed for that."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End it and all it has started."""
        if self.pid is not None:
            os.killpg(self.pid, signal.SIGKILL)


@dataclass(frozen=True, kw_only=True)
class Database:
    """The embedded PostgreSQL as a part."""

    server: EmbeddedPostgres
    wait: Callable[[float], None]
    name: str = "postgresql"

    def start(self) -> None:
        self.server.start(self.wait)

    @property
    def pid(self) -> int | None:
        return self.server.pid


@dataclass(kw_only=True)
class Keeper:
    """Starts one part again whenever it has ended, a little later each time."""

    part: Part
    _started_at: float = field(default_factory=time.monotonic, init=False)
    _failures: int = field(default=0, init=False)
    _again_at: float | None = field(default=None, init=False)

    def look(self, now: float) -> None:
        """Do what is due; `now` is monotonic, in seconds."""
        if self.part.pid is not None:
            return
        if self._again_at is None:
            self._plan(now)
        elif now >= self._again_at:
            self._start_again(now)

    def _plan(self, now: float) -> None:
        if now - self._started_at >= STEADY_S:
            self._failures = 0
        delay_s = DELAYS_S[min(self._failures, len(DELAYS_S) - 1)]
        self._failures += 1
        self._again_at = now + delay_s
        logger.warning(
            "%s has ended and is started again in %s s.", self.part.name, delay_s
        )

    def _start_again(self, now: float) -> None:
        self._started_at, self._again_at = now, None
        try:
            self.part.start()
        except (CannotRun, OSError) as error:
            logger.error("%s: %s", self.part.name, error)
