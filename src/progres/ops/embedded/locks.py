"""Who may use a data directory: one PROGRES, one server of PostgreSQL."""

import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from progres.ops.embedded.home import Home
from progres.ops.refusal import CannotRun

PATIENCE_S = 5.0  # for each way of ending what a killed PROGRES left behind
STEP_S = 0.02


class InUse(CannotRun):
    """Another PROGRES runs on this data directory."""


def lock_home(home: Home) -> int:
    """Claim the database for this process; the lock ends with us at the latest.

    Returns the descriptor that holds it. Raises InUse if another PROGRES has it.
    """
    handle = os.open(home.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.read(handle, 20).decode()
        os.close(handle)
        raise InUse(
            f"The data directory of {home.path} is in use by another PROGRES (process "
            f"{owner or 'unknown'}); stop that one first or choose another --data-dir."
        ) from None
    os.truncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def lock_cluster(home: Home, wait: Callable[[float], None]) -> int:
    """Wait until no process of an earlier server is left, and claim the files.

    The descriptor is handed to the server, all of whose processes inherit it: the
    kernel frees the lock when the last one has ended, however it ended. What a killed
    PROGRES left behind gets time to end in order, then is told to quit, then killed;
    the write-ahead log makes good for that.
    """
    handle = os.open(home.path / "cluster.lock", os.O_RDWR | os.O_CREAT, 0o600)
    for harsher in (signal.SIGQUIT, signal.SIGKILL, None):
        for _ in range(int(PATIENCE_S / STEP_S)):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                wait(STEP_S)
            else:
                return handle
        if harsher:
            for process in _processes_in(home.cluster):
                os.kill(process, harsher)
    os.close(handle)
    raise InUse(
        f"A PostgreSQL that PROGRES cannot end still uses {home.cluster}; end it first."
    )


def _processes_in(folder: Path) -> Iterator[int]:
    """Find processes that work in a folder, as every process of PostgreSQL does."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == folder:
                yield int(entry.name)
        except OSError:  # ended meanwhile, or not ours
            continue
