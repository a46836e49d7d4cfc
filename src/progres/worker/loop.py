"""Work that is done again and again in a thread of its own."""

import logging
import threading
from datetime import datetime
from typing import Protocol

from django.db import Error, close_old_connections

from progres.kit.clock import utc_now
from progres.outbox.rules import one_line

POLL_S = 1.0  # between looks when nobody wakes us
AGAIN_S = 1.0  # before the next try when something failed

logger = logging.getLogger(__name__)


class Work(Protocol):
    """Does some of what waits and says how much; 0 when nothing is left."""

    def __call__(self, *, at: datetime) -> int: ...


class Loop(threading.Thread):
    """Calls `work` until nothing is left: when woken, and at least every POLL_S.

    Whatever fails is logged and tried again; the loop ends by `stop` alone. A daemon,
    so that work that hangs cannot keep the process alive.
    """

    def __init__(self, name: str, work: Work) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def wake(self) -> None:
        """Look for work now; from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """End after the piece of work at hand; from any thread, also before the start."""
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Work until stopped."""
        while not self._stopped.is_set():
            self._woken.wait(POLL_S)
            self._woken.clear()
            self._work_off()

    def _work_off(self) -> None:
        try:
            while not self._stopped.is_set() and self._work(at=utc_now()):
                pass
        except Error as error:
            reason = one_line(str(error))
            logger.warning("The %s waits for the database: %s", self.name, reason)
            self._stopped.wait(AGAIN_S)
        except Exception:
            logger.exception("The %s failed and goes on.", self.name)
            self._stopped.wait(AGAIN_S)
        finally:
            close_old_connections()
