"""Waiting that ends when somebody asks the program to stop."""

import signal
from types import TracebackType
from typing import Self

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = {*STOP_SIGNALS, signal.SIGCHLD}


class StopAsked(Exception):
    """Somebody wants the program to stop."""


class Watch:
    """Signals held back until `wait` looks at them, so that nothing is cut in half.

    Only for the main thread. While a watch is on, Ctrl-C raises StopAsked from `wait`
    and nothing elsewhere.
    """

    def __enter__(self) -> Self:
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while signal.sigtimedwait(WATCHED, 0):
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)

    def wait(self, seconds: float) -> None:
        """Wait at most that long, less if a child ends; raise StopAsked if asked to."""
        info = signal.sigtimedwait(WATCHED, seconds)
        if info is not None and info.si_signo in STOP_SIGNALS:
            raise StopAsked
