"""The web process as `progres serve` starts it, and people who ask it."""

import base64
import hashlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import IO
from urllib.parse import urlencode

import orjson
from django.conf import settings

from progres.ops.postgres import DatabaseUrls

LIMIT_S = 30.0
CSRF = "c" * 32
AS_SERVED = ("progres", "web", "--listener")
WITHOUT_SCOPING = "tests.isolation.unscoped"
STREAM = "text/event-stream"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; `text` is everything of it, the headers included."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: str

    @property
    def text(self) -> str:
        told = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return f"{told}\n\n{self.body}"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Somebody at a browser or with a key, or nobody."""

    port: int
    headers: Mapping[str, str]
    log: Callable[[], str]  # what the process says when it fails

    def ask(
        self,
        method: str,
        address: str,
        *,
        json: object = None,
        form: Mapping[str, object] | None = None,
    ) -> Answer:
        """Ask once; of a stream only the beginning of the answer is read."""
        headers, content = dict(self.headers), b""
        if json is not None:
            headers["Content-Type"] = "application/json"
            content = orjson.dumps(json)
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            content = urlencode(form, doseq=True).encode()
        return self.send(method, address, content, headers)

    def send(
        self, method: str, address: str, content: bytes, headers: Mapping[str, str]
    ) -> Answer:
        """Send a body as it stands."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)) as way:
            way.request(method, address, content or None, dict(headers))
            response = way.getresponse()
            told = response.getheaders()
            is_stream = response.headers.get("Content-Type") == STREAM
            body = b"" if is_stream else response.read()
            response.close()
        return Answer(
            status=response.status, headers=told, body=body.decode("utf-8", "replace")
        )


@contextmanager
def stream(asker: Asker, address: str) -> Iterator[Iterator[tuple[str, str]]]:
    """Open a stream; what comes are the names and the data of its events but pings."""
    with closing(HTTPConnection("127.0.0.1", asker.port, timeout=LIMIT_S)) as way:
        way.request("GET", address, headers={"Accept": STREAM, **asker.headers})
        response = way.getresponse()
        assert response.status == 200, response.status
        for line in (b"event: ping\n", b"data: {}\n", b"\n"):
            assert response.readline() == line
        yield _events(response)


def _events(response: HTTPResponse) -> Iterator[tuple[str, str]]:
    name = ""
    for line in response:
        kind, _, told = line.decode().strip().partition(": ")
        if kind == "event":
            name = told
        elif kind == "data" and name != "ping":
            yield name, told


class Served:
    """A running web process."""

    def __init__(self, port: int, log: IO[bytes]) -> None:
        self.port = port
        self._log = log

    @property
    def application_name(self) -> str:
        """What PostgreSQL calls its connections for pages and API."""
        return f"isolation {self.port}"

    def browser(self, session: str = "") -> Asker:
        """A browser that is signed in with this session, or nobody's."""
        cookies = f"progres_csrf={CSRF}; progres_language=en"
        if session:
            cookies += f"; progres_session={session}"
        return self._asker({"X-CSRFToken": CSRF, "Cookie": cookies})

    def caller(self, key: str = "") -> Asker:
        """A program with this key, or without any."""
        return self._asker({"Authorization": f"Bearer {key}"} if key else {})

    def log(self) -> str:
        """What the process said."""
        self._log.seek(0)
        return self._log.read().decode()

    def _asker(self, headers: Mapping[str, str]) -> Asker:
        return Asker(
            port=self.port,
            headers={"Accept-Language": "en", **headers},
            log=self.log,
        )


@contextmanager
def serving(
    urls: DatabaseUrls,
    *,
    web_url: str = "",
    module: Sequence[str] = AS_SERVED,
    connections: int = 1,
) -> Iterator[Served]:
    """Run the web process with so many connections to the database for pages and API."""
    secret = settings.SECRET_KEY
    sealing = base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest())
    with (
        tempfile.TemporaryFile() as log,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", *module, str(listener.fileno())],
            env={
                "PATH": os.environ["PATH"],
                "PROGRES_BASE_URL": f"http://127.0.0.1:{port}",
                "PROGRES_SECRET_KEY": secret,
                "PROGRES_MASTER_KEY": sealing.decode(),
                "PROGRES_DATABASE_WEB_URL": web_url or urls.web,
                "PROGRES_DATABASE_INGEST_URL": urls.ingest,
                "PROGRES_DATABASE_CONNECTIONS": str(connections),
                "PROGRES_DEMO": "true",  # where the outbox has a page
                "PGAPPNAME": f"isolation {port}",
            },
            stderr=log,
            pass_fds=[listener.fileno()],
        )
        listener.close()  # so that nobody waits for a process that has ended
        try:
            yield Served(port, log)
        finally:
            process.terminate()
            process.wait(LIMIT_S)
