"""A real mosquitto for tests, started and killed at will."""

import base64
import hashlib
import json
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

PATIENCE_S = 20.0
CONFIGURATION = """
listener {port} 127.0.0.1
allow_anonymous true
max_inflight_messages 0
max_queued_messages 0
persistence true
persistence_location {folder}/
autosave_interval 1
autosave_on_changes true
log_dest none
"""


class Mosquitto:
    """A broker on this machine; what it keeps lies in `folder`."""

    def __init__(
        self, folder: Path, more: Sequence[str], files: Mapping[str, str]
    ) -> None:
        self.folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        lines = CONFIGURATION.format(port=self.port, folder=folder)
        lines += "\n".join(line.format(folder=folder) for line in more)
        (folder / "mosquitto.conf").write_text(lines + "\n")
        for name, text in files.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o644)

    def start(self) -> None:
        """Return once it takes connections."""
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        assert program, (
            "The tests need mosquitto: run 'sudo apt-get install mosquitto'."
        )
        self._process = subprocess.Popen(
            [program, "-c", str(self.folder / "mosquitto.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, "mosquitto has ended by itself"
            assert time.monotonic() < end, "mosquitto does not listen"

    def kill(self) -> None:
        """End it without warning; it saved what it knew a second ago at most."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; it saves what it knows."""
        self._end(signal.SIGTERM)

    def publish(
        self,
        messages: Iterable[tuple[str, bytes]],
        *,
        retain: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Publish at quality 1, as a network server does; return when all are taken.

        Raises OSError if the broker is away or goes away.
        """
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id="lns", clean_session=True
        )
        client.max_inflight_messages_set(1000)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        sent = [
            client.publish(topic, body, qos=1, retain=retain)
            for topic, body in messages
        ]
        end = time.monotonic() + patience_s
        try:
            for message in sent:
                message.wait_for_publish(max(0.0, end - time.monotonic()))
                if not message.is_published():
                    raise ConnectionError("The broker went away.")
        except RuntimeError as error:  # paho's word for a connection that is gone
            raise ConnectionError(str(error)) from error
        finally:
            client.disconnect()
            client.loop_stop()
        if not all(message.is_published() for message in sent):
            raise TimeoutError("the broker did not confirm every message")

    def freeze(self) -> None:
        """Let it answer nothing, as when the network is gone."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(PATIENCE_S)
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def granting(*topics: str) -> dict[str, Any]:
    """How a broker is run that lets "progres" with the password "right" ask for these."""
    salt = bytes(12)
    word = hashlib.pbkdf2_hmac("sha512", b"right", salt, 101)
    rules = {
        "defaultACLAccess": {
            "publishClientSend": True,
            "publishClientReceive": True,
            "subscribe": False,
            "unsubscribe": True,
        },
        "roles": [
            {
                "rolename": "reader",
                "acls": [
                    {"acltype": "subscribePattern", "topic": topic, "allow": True}
                    for topic in topics
                ],
            }
        ],
        "clients": [
            {
                "username": "progres",
                "salt": base64.b64encode(salt).decode(),
                "password": base64.b64encode(word).decode(),
                "iterations": 101,
                "roles": [{"rolename": "reader"}],
            }
        ],
    }
    (plugin,) = Path("/usr/lib").glob("*/mosquitto_dynamic_security.so")
    return {
        "more": [
            f"plugin {plugin}",
            "plugin_opt_config_file {folder}/rules.json",
        ],
        "files": {"rules.json": json.dumps(rules)},
    }


@contextmanager
def mosquitto(
    more: Sequence[str] = (), *, files: Mapping[str, str] | None = None
) -> Iterator[Mosquitto]:
    """Run a broker with more lines in its configuration, and files in its {folder}."""
    with tempfile.TemporaryDirectory(prefix="progres-broker-") as name:
        folder = Path(name)
        folder.chmod(0o777)  # as root it changes its user
        broker = Mosquitto(folder, more, files or {})
        broker.start()
        try:
            yield broker
        finally:
            broker.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
