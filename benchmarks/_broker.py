"""A mosquitto for a benchmark, with nothing kept on disk."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 20.0
CONFIGURATION = """
listener {port} 127.0.0.1
allow_anonymous true
max_inflight_messages {in_flight}
max_queued_messages 0
log_dest none
"""


@contextmanager
def broker(*, in_flight: int) -> Iterator[tuple[int, int]]:
    """Give the broker's process and port; `in_flight` messages go out unanswered."""
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    assert program, "This needs mosquitto: run 'sudo apt-get install mosquitto'."
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(CONFIGURATION.format(port=port, in_flight=in_flight))
        file.flush()
        Path(file.name).chmod(0o644)
        process = subprocess.Popen([program, "-c", file.name])  # noqa: S603 Debian's
        try:
            _wait_for(port)
            yield process.pid, port
        finally:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("mosquitto does not listen.")
