"""A tiny application in place of the real one, to try how it is run."""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def worker_is_up() -> bool:
    return Path(os.environ["WORKER_IS_UP"]).exists()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer with the process id; `/slow` after a second, `/stream` without end."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    ready = scope["path"] != "/readyz" or worker_is_up()
    status = 200 if ready else 503
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["path"] == "/slow":
        await send(_piece("begun ", more=True))
        await asyncio.sleep(1)
    while scope["path"] == "/stream":
        await send(_piece("still there\n", more=True))
        await asyncio.sleep(0.1)
    await send(_piece(str(os.getpid()), more=False))


def _piece(text: str, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": text.encode(), "more_body": more}


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
