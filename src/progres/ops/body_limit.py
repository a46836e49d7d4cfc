"""How much of a request is taken, and for how long, before anybody is known.

Django reads a body whole, into a file if need be, before it runs a line of ours.
"""

import asyncio
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from progres.api.problems import CONTENT_TYPE, problem

PATIENCE_S = 30.0  # for a body that is sent at once; a mobile phone needs a few
UPLOAD_PATIENCE_S = 180.0  # for a file

_DETAIL = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than {most_mib:g} MiB; "
    "send less at once.",
    HTTPStatus.REQUEST_TIMEOUT: "The body was not complete within {patience_s:g} s; "
    "send it at once.",
}
# As templates are out of reach here, a page is two plain sentences.
_PAGE = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Das ist zu groß: mehr als {most_mib:g} MiB "
    "nimmt PROGRES nicht an.\n"
    "This is too large: PROGRES takes at most {most_mib:g} MiB.\n",
    HTTPStatus.REQUEST_TIMEOUT: "Das dauerte zu lange: nach {patience_s:g} s war nicht "
    "alles angekommen.\n"
    "This took too long: after {patience_s:g} s not everything had arrived.\n",
}


class BodyLimit:
    """Passes requests on to an app, which never sees the rest of a refused body."""

    def __init__(
        self, app: ASGIApp, *, most_bytes: int, patience_s: float = PATIENCE_S
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive, most_bytes=self._most_bytes, patience_s=self._patience_s)
        if _announced(scope) > self._most_bytes:
            body.refusal = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        else:
            await self._app(scope, body.receive, send)
        if body.refusal is not None:
            await self._refuse(body.refusal, scope, send)

    async def _refuse(self, status: HTTPStatus, scope: Scope, send: Send) -> None:
        facts = {
            "most_mib": self._most_bytes / 1024 / 1024,
            "patience_s": self._patience_s,
        }
        if scope["path"].startswith("/api/"):
            content = problem(status, _DETAIL[status].format(**facts)).content
            content_type = CONTENT_TYPE
        else:
            content = _PAGE[status].format(**facts).encode()
            content_type = "text/plain; charset=utf-8"
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(content)).encode()),
        ]
        if status == HTTPStatus.REQUEST_TIMEOUT:
            headers.append((b"connection", b"close"))
        await send(
            {"type": "http.response.start", "status": status.value, "headers": headers}
        )
        await send({"type": "http.response.body", "body": content})


class _Body:
    """A body on its way; once it is refused, its sender seems to have left."""

    def __init__(self, receive: Receive, *, most_bytes: int, patience_s: float) -> None:
        self.refusal: HTTPStatus | None = None
        self._receive = receive
        self._left_bytes = most_bytes
        self._ends_at = asyncio.get_running_loop().time() + patience_s
        self._is_complete = False

    async def receive(self) -> Message:
        if self._is_complete:
            return await self._receive()  # waits until the sender leaves
        try:
            async with asyncio.timeout_at(self._ends_at):
                message = await self._receive()
        except TimeoutError:
            self.refusal = HTTPStatus.REQUEST_TIMEOUT
            return {"type": "http.disconnect"}
        self._left_bytes -= len(message.get("body", b""))
        if self._left_bytes < 0:
            self.refusal = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return {"type": "http.disconnect"}
        self._is_complete = not message.get("more_body", False)
        return message


def _announced(scope: Scope) -> int:
    """Return how long a body says it is; 0 if it does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value) if len(value) < 20 else 10**20
    return 0
