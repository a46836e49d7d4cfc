"""Start the parts in order, keep them running, stop them in order."""

import logging
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from progres.ops.parts import Database, Keeper, Part, Program
from progres.ops.refusal import CannotRun
from progres.ops.watch import StopAsked, Watch

logger = logging.getLogger(__name__)

STEP_S = 0.05
ANSWER_LIMIT_S = 2.0
COMPLAINT_S = 30.0  # how often a start that takes long says what it waits for
STOP_LIMIT_S = 6.0  # uvicorn takes at most 5; the database needs its share of the 10


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What makes up a running installation.

    `steps` run to their end, one after the other, before the `parts` are started.
    It is ready when `/readyz` behind `listener` says so.
    """

    steps: Sequence[Program]
    parts: Sequence[Program]
    listener: socket.socket


def supervise(
    plan: Plan,
    *,
    watch: Watch,
    database: Database | None,
    on_ready: Callable[[], None],
) -> None:
    """Run the plan until somebody asks to stop; `database` has been started already.

    What ends later is started again. What ends before everything is ready will not
    work at the next try either: raises CannotRun. Everything is stopped on return.
    """
    try:
        for step in plan.steps:
            _run_step(step, watch)
        for part in plan.parts:
            part.start()
        _await_ready(plan, watch)
        on_ready()
        _keep(plan, watch, database)
    except StopAsked:
        logger.info("Stopping.")
    finally:
        _stop([*plan.steps, *plan.parts])


def _run_step(step: Program, watch: Watch) -> None:
    step.start()
    while step.pid is not None:
        watch.wait(STEP_S)
    if step.exit_code:
        raise CannotRun(f"{step.name} has failed; what it said stands above.")


def _await_ready(plan: Plan, watch: Watch) -> None:
    complain_at = time.monotonic() + COMPLAINT_S
    while True:
        watch.wait(STEP_S)
        for part in plan.parts:
            if part.pid is None:
                raise CannotRun(
                    f"{part.name} has ended (code {part.exit_code}) before PROGRES was "
                    "ready; what it said stands above."
                )
        answer = _ask_readiness(plan.listener)
        if answer.startswith("HTTP/1.1 200 "):
            return
        if time.monotonic() >= complain_at:
            complain_at += COMPLAINT_S
            state = answer.rpartition("\r\n")[2] or "no answer"
            logger.warning("Still not ready; /readyz says: %s", state)


def _ask_readiness(listener: socket.socket) -> str:
    """Ask the app itself; in ten lines, because an HTTP client takes 5 MB of memory."""
    request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = b""
    try:
        with socket.socket(listener.family) as client:
            client.settimeout(ANSWER_LIMIT_S)
            client.connect(listener.getsockname())
            client.sendall(request)
            while piece := client.recv(4096):
                answer += piece
    except OSError:
        pass
    return answer.decode("utf-8", "replace")


def _keep(plan: Plan, watch: Watch, database: Database | None) -> None:
    kept: list[Part] = [*([database] if database else []), *plan.parts]
    keepers = [Keeper(part=part) for part in kept]
    while True:
        watch.wait(1.0 if all(part.pid for part in kept) else STEP_S)
        for keeper in keepers:
            keeper.look(time.monotonic())


def _stop(programs: Sequence[Program]) -> None:
    for program in programs:
        program.stop()
    deadline = time.monotonic() + STOP_LIMIT_S
    while any(program.pid for program in programs) and time.monotonic() < deadline:
        time.sleep(STEP_S)
    for program in programs:
        if program.pid is not None:
            logger.warning("%s did not stop in time and was killed.", program.name)
            program.kill()
