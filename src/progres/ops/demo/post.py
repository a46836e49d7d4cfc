"""The way from the simulated network server to the platform's front door."""

import http.client
import time
from collections.abc import Mapping

from progres.ops.demo.messages import Body, to_json
from progres.ops.demo.record import Line

PAUSE_S = 1.0
PATIENCE_S = 10.0
AWAY = {0, 503}  # no answer at all, or overloaded


class Post:
    """Delivers over one connection that is kept open; waits while nobody is at home."""

    def __init__(self, host: str, port: int, lines: Mapping[str, Line]) -> None:
        self._client = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        self._lines = lines

    def await_answer(self) -> None:
        """Return once the platform is ready."""
        while self._ask("GET", "/readyz") != 200:
            time.sleep(PAUSE_S)

    def deliver(self, customer: str, event: str, body: Body) -> int:
        """Deliver one event of a customer's device; return the answer's status.

        Tries again until there is an answer; an overloaded platform is asked again.
        """
        line = self._lines["stadt" if customer == "schulen" else customer]
        address = f"/ingest/chirpstack/{line.connection_id}?event={event}"
        headers = {
            "Authorization": f"Bearer {line.token}",
            "Content-Type": "application/json",
        }
        while (status := self._ask("POST", address, to_json(body), headers)) in AWAY:
            time.sleep(PAUSE_S)
        return status

    def _ask(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """Return the status of the answer, 0 if there was none."""
        try:
            self._client.request(method, address, body, headers or {})
            answer = self._client.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._client.close()
            return 0
        return answer.status
