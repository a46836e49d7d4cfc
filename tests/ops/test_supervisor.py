import http.client
import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from tests.ops.running import Running, is_alive, until

LIMIT_S = 10.0


def start(folder: Path, *steps: str) -> Running:
    return Running("tests.ops.standin", "serve", folder, *steps)


def ask(port: int, path: str = "/") -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request("GET", path)
        return client.getresponse().read().decode()


def web_process(port: int) -> int | None:
    try:
        return int(ask(port))
    except (OSError, http.client.HTTPException):
        return None


def test_ready_is_said_when_every_part_is_up(folder: Path) -> None:
    with start(folder) as running:
        port = running.number_after("ready")

        assert is_alive(int(ask(port)))
        assert is_alive(running.number_after("worker"))
        assert is_alive(running.number_after("database"))


def test_a_killed_web_process_is_started_again(folder: Path) -> None:
    with start(folder) as running:
        port = running.number_after("ready")
        first = int(ask(port))

        os.kill(first, signal.SIGKILL)

        until(lambda: web_process(port) not in {first, None})


def test_a_killed_worker_is_started_again(folder: Path) -> None:
    with start(folder) as running:
        running.line_with("ready")
        first = running.number_after("worker")

        os.kill(first, signal.SIGKILL)

        assert running.number_after("worker") != first


def test_a_killed_database_is_started_again(folder: Path) -> None:
    with start(folder) as running:
        port = running.number_after("ready")
        first = running.number_after("database")
        pid_file = (folder / "postgres" / "cluster" / "postmaster.pid").resolve()

        os.kill(first, signal.SIGKILL)

        until(
            lambda: (
                pid_file.exists()
                and pid_file.read_text().split()[0] != str(first)
                and "ready" in pid_file.read_text()
            )
        )
        assert is_alive(int(ask(port)))
        assert running.stop()[0] == 0


def test_a_stop_finishes_what_was_accepted_and_leaves_nobody_waiting(
    folder: Path,
) -> None:
    with start(folder) as running:
        port = running.number_after("ready")
        processes = [
            int(ask(port)),
            running.number_after("worker"),
            running.number_after("database"),
        ]
        with (
            socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as slow,
            socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as stream,
            socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as silent,
        ):
            silent.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1")
            for client, path in ((slow, b"/slow"), (stream, b"/stream")):
                client.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
                assert client.recv(4096)

            code, seconds = running.stop()

            assert str(processes[0]).encode() in slow.recv(4096) + slow.recv(4096)
        assert code == 0
        assert seconds < LIMIT_S
        assert not any(is_alive(process) for process in processes)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_before_everything_is_ready_stops_what_has_begun(
    folder: Path, number: signal.Signals
) -> None:
    with start(folder, "endless") as running:
        step = running.number_after("endless")
        database = running.number_after("database")

        code, seconds = running.stop(number)

        assert code == 0
        assert seconds < LIMIT_S
        assert not is_alive(step)
        assert not is_alive(database)


def test_a_step_that_fails_ends_the_start(folder: Path) -> None:
    with start(folder, "broken") as running:
        assert running.line_with("broken has failed; what it said stands above.")
        assert running.process.wait(LIMIT_S) == 1


def test_no_part_outlives_a_killed_supervisor(folder: Path) -> None:
    with start(folder) as running:
        port = running.number_after("ready")
        processes = [
            int(ask(port)),
            running.number_after("worker"),
            running.number_after("database"),
        ]

        running.process.kill()
        running.process.wait(LIMIT_S)

        until(lambda: not any(is_alive(process) for process in processes))
