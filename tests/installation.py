"""A whole installation as its own processes, to be killed and started again."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from progres.ops.postgres import remove_database

PASSWORD = "a long pass phrase for tests"  # noqa: S105 no real secret
EMAIL = "otto@example.org"
READY = "PROGRES is ready at "
START_LIMIT_S = 90.0


class Installation:
    """`progres serve` on a data directory and a port of its own."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self._settings = settings
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait for its word that it is ready."""
        with (self.data_dir / "serve.log").open("a") as log:
            self._process = subprocess.Popen(
                [
                    *_PROGRES,
                    "serve",
                    "--port",
                    str(self.port),
                    *self._data_dir_option(),
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **self._settings},
                start_new_session=True,
            )
        assert self._process.stdout is not None
        ends_at = time.monotonic() + START_LIMIT_S
        while (left := ends_at - time.monotonic()) > 0:
            if not select.select([self._process.stdout], [], [], left)[0]:
                break
            line = self._process.stdout.readline()
            if READY in line:
                return
            if not line:
                break
        raise AssertionError((self.data_dir / "serve.log").read_text())

    def kill(self) -> None:
        """End everything at once, as a loss of power does."""
        assert self._process is not None
        for pid in (*_descendants(self._process.pid), self._process.pid):
            _kill(pid)
        self._process.communicate()

    def stop(self) -> float:
        """Stop it in an orderly way; return the seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=30)
        assert self._process.returncode == 0
        return time.monotonic() - began

    def kill_postgres(self) -> None:
        """End the database's processes with SIGKILL."""
        pid_file = (self.data_dir / "postgres").resolve() / "cluster" / "postmaster.pid"
        pid = int(pid_file.read_text().split()[0])
        for child in (*_descendants(pid), pid):
            _kill(child)

    def command(self, *args: str, given: str = "") -> str:
        """Run another command of ours on the same installation."""
        done = subprocess.run(
            [*_PROGRES, *args, *self._data_dir_option()],
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def make_operator(self) -> str:
        """Make the first account; return an API key of it."""
        names = ("--first-name", "Otto", "--last-name", "Berger")
        self.command("create-operator", "--email", EMAIL, *names, given=PASSWORD + "\n")
        return self.command("create-api-key", "--email", EMAIL, "--name", "tests")

    def api(self, method: str, path: str, key: str, body: object = None) -> Any:
        """Call the API; return its answer."""
        request = Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
            },
        )
        with urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def _data_dir_option(self) -> list[str]:
        return ["--data-dir", str(self.data_dir)]


_PROGRES = (sys.executable, "-m", "progres")


@contextmanager
def installation(**settings: str) -> Iterator[Installation]:
    """A new installation, ended and removed whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="progres-installation-"))
    made = Installation(folder, {"PROGRES_BASE_URL": "", **settings})
    try:
        yield made
    finally:
        if made._process is not None and made._process.poll() is None:
            made.kill()
        remove_database(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _descendants(pid: int) -> list[int]:
    """Processes below one, from /proc, the nearest first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        parents.setdefault(parent, []).append(int(entry.parent.name))
    found, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(0), [])
        found += children
        todo += children
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
