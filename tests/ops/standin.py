"""An installation with stand-ins for web and worker: `python -m tests.ops.standin`.

Arguments: `serve FOLDER`, or what it starts itself: `web LISTENER`, `worker`,
`broken`, `endless` (a step that does not come to an end).
"""

import os
import signal
import socket
import sys
from pathlib import Path

from progres.ops.parts import Database, Program
from progres.ops.postgres import EmbeddedPostgres
from progres.ops.refusal import CannotRun
from progres.ops.supervisor import Plan, supervise
from progres.ops.watch import StopAsked, Watch
from progres.ops.web import run_web


def serve(folder: str, *extra: str) -> int:
    """Run it as `progres serve` does; `extra` names steps to take before."""
    os.environ["WORKER_IS_UP"] = f"{folder}/worker-is-up"
    with Watch() as watch, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = EmbeddedPostgres(Path(folder))
        try:
            server.start(watch.wait)
            say(f"database {server.pid}")
            supervise(
                _plan(listener, extra),
                watch=watch,
                database=Database(server=server, wait=watch.wait),
                on_ready=lambda: say(f"ready {listener.getsockname()[1]}"),
            )
        except StopAsked:
            return 0
        except CannotRun as error:
            say(str(error))
            return 1
        finally:
            server.stop()
    return 0


def _plan(listener: socket.socket, extra: tuple[str, ...]) -> Plan:
    return Plan(
        steps=[_program(name) for name in extra],
        parts=[
            _program("web", listener.fileno()),
            _program("worker"),
        ],
        listener=listener,
    )


def _program(name: str, *keep: int) -> Program:
    command = [sys.executable, "-m", "tests.ops.standin", name, *map(str, keep)]
    return Program(name=name, command=command, env=dict(os.environ), keep=keep)


def web(listener: str) -> int:
    run_web("tests.ops.standin_app:application", socket.socket(fileno=int(listener)))
    return 0


def worker() -> int:
    say(f"worker {os.getpid()}")
    Path(os.environ["WORKER_IS_UP"]).touch()
    signal.sigwait([signal.SIGTERM])
    return 0


def broken() -> int:
    return 3


def endless() -> int:
    say(f"endless {os.getpid()}")
    signal.pause()
    return 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(globals()[sys.argv[1]](*sys.argv[2:]))
