"""`progres serve`: the whole installation with one command."""

import argparse
import os
import shutil
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from progres.kit.env import Env
from progres.kit.log_lines import log_to_stderr
from progres.ops.environment import (
    ERASER_URL,
    OWNER_URL,
    external_urls,
    make_environment,
    without,
)
from progres.ops.parts import Database, Program
from progres.ops.postgres import EmbeddedPostgres
from progres.ops.refusal import CannotRun
from progres.ops.settings_check import check_settings
from progres.ops.supervisor import Plan, supervise
from progres.ops.watch import StopAsked, Watch

PROGRES = (sys.executable, "-m", "progres")


def main(args: argparse.Namespace) -> int:
    return serve(data_dir=args.data_dir, host=args.host, port=args.port)


def serve(
    *,
    data_dir: Path,
    host: str,
    port: int,
    settings: Mapping[str, str] | None = None,
    steps: Sequence[Sequence[str]] = (),
    companions: Sequence[Sequence[str]] = (),
    on_ready: Callable[[str], None] | None = None,
) -> int:
    """Run an installation until it is asked to stop; return the exit code.

    `settings` are laid over the environment. `steps` are commands of ours (what follows
    `progres`) that run after the migrations and know the owner's URL; `companions` run
    beside web and worker. `on_ready` is called with the address, by default it prints it.
    """
    log_to_stderr()
    given = {**os.environ, **(settings or {})}
    check_settings(Env(given))
    with Watch() as watch, _bind(host, port) as listener:
        own_url = f"http://localhost:{listener.getsockname()[1]}"
        address = Env(given).http_url("PROGRES_BASE_URL", own_url)
        given["PROGRES_BASE_URL"] = address
        urls = external_urls(Env(given))
        server = EmbeddedPostgres(data_dir)
        try:
            if urls is None:
                server.start(watch.wait)
            environment = make_environment(data_dir, urls or server.urls, given)
            supervise(
                make_plan(environment, listener, steps=steps, companions=companions),
                watch=watch,
                database=None if urls else Database(server=server, wait=watch.wait),
                on_ready=lambda: (on_ready or _greet)(address),
            )
        except StopAsked:
            return 0
        finally:
            server.stop()
    return 0


def make_plan(
    environment: Mapping[str, str],
    listener: socket.socket,
    *,
    steps: Sequence[Sequence[str]],
    companions: Sequence[Sequence[str]],
) -> Plan:
    """Say which programs run, what each is told and what it inherits."""
    without_owner = without(environment, OWNER_URL)
    web_count = max(1, (os.cpu_count() or 1) // 2)
    door = listener.fileno()
    web_environment = without(without_owner, ERASER_URL)
    if web_count > 1:
        web_environment["PROMETHEUS_MULTIPROC_DIR"] = _empty_folder(
            Path(environment["PROGRES_DATA_DIR"]) / "metrics"
        )
    webs = [
        Program(
            name=f"web {number}",
            command=[*PROGRES, "web", "--listener", str(door)],
            env=web_environment,
            keep=(door,),
        )
        for number in range(1, web_count + 1)
    ]
    worker = Program(
        name="worker",
        command=[*PROGRES, "worker"],
        env=without_owner,
    )
    beside = [
        Program(name=command[0], command=[*PROGRES, *command], env=without_owner)
        for command in companions
    ]
    return Plan(
        steps=[
            Program(name=command[0], command=[*PROGRES, *command], env=environment)
            for command in (["migrate"], *steps)
        ],
        parts=[*webs, worker, *beside],
        listener=listener,
    )


def _empty_folder(folder: Path) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return str(folder)


def _bind(host: str, port: int) -> socket.socket:
    """Take the address at once, so that a taken one is told before anything starts.

    It does not listen yet: until a web process does, callers are refused, not kept.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise CannotRun(
            f"PROGRES cannot listen on {host}, port {port} ({error.strerror}); choose "
            "another with --host and --port, or stop the program that has it."
        ) from error
    return listener


def _greet(address: str) -> None:
    sys.stdout.write(f"PROGRES is ready at {address}\n")
    sys.stdout.flush()
