"""PostgreSQL as our own child: the database of an installation that has no other."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from progres.ops.embedded.cluster import prepare_cluster
from progres.ops.embedded.configuration import write_configuration
from progres.ops.embedded.home import Home, find_home
from progres.ops.embedded.locks import lock_cluster, lock_home
from progres.ops.embedded.programs import installed_programs, reachable_programs
from progres.ops.embedded.roles import DATABASE, passwords_of, set_up_roles
from progres.ops.embedded.sockets import (
    SOCKET,
    find_socket_dir,
    remove_short_socket_dir,
)
from progres.ops.refusal import CannotRun
from progres.ops.spawn import spawn

STEP_S = 0.02
START_LIMIT_S = 300.0  # crash recovery replays at most max_wal_size
STOP_LIMIT_S = 2.5  # with it, all parts together stay below 10


@dataclass(frozen=True, kw_only=True)
class DatabaseUrls:
    """One libpq URL per role, with its password."""

    owner: str
    web: str
    ingest: str
    eraser: str


class EmbeddedPostgres:
    """One server on one data directory; the directory is ours from start to stop.

    The server gets SIGINT (its orderly stop) when this process ends in any way; for
    that it must be started from the main thread. What a SIGKILL left behind is cleared
    away at the next start. `wait` is called with seconds wherever the start has to
    wait, and may raise to give it up.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.absolute()
        self._home: Home | None = None
        self._lock = -1
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the running server."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    @property
    def urls(self) -> DatabaseUrls:
        """The ways in; they stay the same while the server is restarted."""
        return urls_of(self._data_dir)

    def start(self, wait: Callable[[float], None] = time.sleep) -> None:
        """Start the server, make the database and its roles, and return when it answers.

        Raises CannotRun with a sentence about what to do. May be called again after
        the server has crashed; does nothing while it runs.
        """
        if self.pid is not None:
            return
        if self._home is None:
            home = find_home(self._data_dir)
            self._lock = lock_home(home)
            self._home = home
        programs = reachable_programs(self._home)
        prepare_cluster(self._home, programs)
        socket_dir = find_socket_dir(self._home)
        self._launch(self._home, programs / "postgres", socket_dir, wait)
        self._await_ready(self._home, wait)
        set_up_roles(
            installed_programs() / "psql", socket_dir, passwords_of(self._data_dir)
        )

    def stop(self) -> None:
        """Stop the server within 4 s, whatever clients do, and let the directory go."""
        if self._process is not None:
            _end(self._process)
            self._process = None
        if self._home is not None:
            remove_short_socket_dir(self._home)
            os.close(self._lock)
            self._home = None

    def _launch(
        self,
        home: Home,
        program: Path,
        socket_dir: Path,
        wait: Callable[[float], None],
    ) -> None:
        options = write_configuration(home, socket_dir)
        lock = lock_cluster(home, wait)
        try:
            # With the lock in hand these are of a server that is gone; left alone they
            # would stop the new one where another process now has the old one's number.
            (home.cluster / "postmaster.pid").unlink(missing_ok=True)
            (socket_dir / f"{SOCKET}.lock").unlink(missing_ok=True)
            with (home.path / "start.log").open("wb") as output:
                self._process = spawn(
                    [str(program), "-D", str(home.cluster), *options],
                    death_signal=signal.SIGINT,
                    user=home.account.name if home.account.switch else "",
                    env={"LC_ALL": "C", "TZ": "UTC"},
                    cwd=Path("/"),
                    keep=(lock,),
                    output=output,
                )
        finally:
            os.close(lock)

    def _await_ready(self, home: Home, wait: Callable[[float], None]) -> None:
        for _ in range(int(START_LIMIT_S / STEP_S)):
            if self.pid is None:
                break
            if _is_ready(home.cluster / "postmaster.pid", self.pid):
                return
            wait(STEP_S)
        said = (home.path / "start.log").read_text(errors="replace").strip()
        raise CannotRun(
            f"PostgreSQL did not start; see {home.log} and what it said: {said}"
        )


def urls_of(data_dir: Path) -> DatabaseUrls:
    """Build the URLs of the server that runs on a data directory."""
    passwords = passwords_of(data_dir)
    socket_dir = (data_dir.absolute() / "postgres" / "socket").resolve()
    return DatabaseUrls(
        **{
            role.removeprefix("progres_"): f"postgresql://{role}:{password}@/{DATABASE}"
            f"?host={quote(str(socket_dir))}"
            for role, password in passwords.items()
        }
    )


def remove_database(data_dir: Path) -> None:
    """Remove the database of a data directory for good, wherever its files lie.

    Raises InUse (a CannotRun) if a PROGRES runs on it.
    """
    link = data_dir.absolute() / "postgres"
    if not link.exists():
        link.unlink(missing_ok=True)
        return
    home = find_home(data_dir.absolute())
    lock = lock_home(home)
    os.close(lock_cluster(home, time.sleep))
    remove_short_socket_dir(home)
    shutil.rmtree(home.path)
    if link.is_symlink():
        link.unlink()
    os.close(lock)


def _is_ready(pid_file: Path, pid: int) -> bool:
    """Read what the server writes about itself: line 1 its number, line 8 its state."""
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask for an orderly stop, then for an immediate one.

    Not SIGTERM, with which PostgreSQL waits until every client has gone.
    """
    for number, limit_s in (
        (signal.SIGINT, STOP_LIMIT_S),
        (signal.SIGQUIT, 0.5),
        (signal.SIGKILL, 0.5),
    ):
        process.send_signal(number)
        try:
            process.wait(limit_s)
        except subprocess.TimeoutExpired:
            continue
        return
