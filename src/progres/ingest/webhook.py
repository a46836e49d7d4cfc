"""The addresses that network servers send to, and what they are answered.

200  stored (also as unassigned, or as a copy of what is stored)
400  the connection ended before the body did
401  unknown connection or wrong secret
404  no such kind of network server
405  not a POST
408  a body that takes longer than 30 s
413  a body of more than 1 MiB
422  kept, but not readable; the sentence says why
500  a fault of ours: not stored
503  not stored: too much waits or the database is away; Retry-After says when
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qs

import orjson
from prometheus_client import Counter, Histogram
from starlette.types import Receive, Scope, Send

from progres.connections.rules import Kind
from progres.ingest.errors import Refused, SenderGone, TooLarge, TooSlow
from progres.ingest.pipeline import Delivery, Pipeline

logger = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024
PATIENCE_S = 30.0  # for a body
RETRY_AFTER_S = b"5"
LARGEST_ID = 2**31 - 1
KINDS = frozenset(kind.value for kind in Kind)

DELIVERIES = Counter(
    "progres_deliveries_total", "Requests of network servers", ["kind", "outcome"]
)
SECONDS = Histogram(
    "progres_delivery_seconds",
    "From the request's body to the answer",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)


class Webhook:
    """The front door as an ASGI application; `clock` tells the time of receipt."""

    def __init__(
        self,
        pipeline: Callable[[], Pipeline],
        clock: Callable[[], datetime],
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._pipeline = pipeline
        self._clock = clock
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, connection_id = _address(scope["path"])
        if kind is None:
            await _answer(send, 404, {"problem": "There is nothing at this address."})
            return
        if scope["method"] != "POST":
            await _answer(send, 405, {"problem": "Uplinks are delivered by POST."})
            return
        secret = _secret(scope)

        async def vouch() -> None:
            await self._pipeline().identify(connection_id, kind, secret)

        try:
            delivery = Delivery(
                connection_id=connection_id,
                kind=kind,
                secret=secret,
                event=_event(scope),
                body=await self._read(scope, receive, vouch),
                received_at=self._clock(),
            )
            with SECONDS.time():
                receipt = await self._pipeline().accept(delivery)
        except Refused as refusal:
            DELIVERIES.labels(kind, str(refusal.status)).inc()
            await _answer(send, refusal.status, {"problem": str(refusal)})
            return
        except Exception:
            logger.exception("a delivery could not be stored")
            DELIVERIES.labels(kind, "500").inc()
            await _answer(send, 500, {"problem": "This could not be stored."})
            return
        DELIVERIES.labels(kind, receipt.outcome).inc()
        if receipt.problem is not None:
            await _answer(send, 422, {"problem": receipt.problem})
        else:
            await _answer(send, 200, {"outcome": receipt.outcome})

    async def _read(
        self, scope: Scope, receive: Receive, vouch: Callable[[], Awaitable[None]]
    ) -> bytes:
        """Return the whole body. Raises TooSlow, or as `_read_body` does."""
        try:
            async with asyncio.timeout(self._patience_s):
                return await _read_body(scope, receive, vouch)
        except TimeoutError:
            raise TooSlow(
                f"The body was not complete within {self._patience_s:g} s; "
                "send it at once."
            ) from None


def _address(path: str) -> tuple[str | None, int]:
    parts = path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "ingest" or parts[1] not in KINDS:
        return None, 0
    number = parts[2]
    known = number.isascii() and number.isdecimal() and len(number) <= 10
    return parts[1], min(int(number), LARGEST_ID) if known else 0


def _secret(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, secret = value.decode("latin-1").partition(" ")
            return secret.strip() if scheme.lower() == "bearer" else ""
    return ""


def _event(scope: Scope) -> str:
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    events: list[str] = query.get("event", [""])
    return events[-1]


async def _read_body(
    scope: Scope, receive: Receive, vouch: Callable[[], Awaitable[None]]
) -> bytes:
    """Return the whole body. Raises TooLarge as soon as that is known.

    Of a body that comes in pieces only the first one is kept before `vouch` has said
    who sends it, so that strangers cannot fill our memory.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > MOST_BYTES:
            raise TooLarge(_too_large())
    chunks = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SenderGone("The sender left before its body was complete.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLarge(_too_large())
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
        if len(chunks) == 1:
            await vouch()


def _too_large() -> str:
    return f"The body has more than {MOST_BYTES:,} bytes; that is the most."


async def _answer(send: Send, status: int, content: dict[str, str]) -> None:
    body = orjson.dumps(content)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER_S))
    if status == 408:
        headers.append((b"connection", b"close"))
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
