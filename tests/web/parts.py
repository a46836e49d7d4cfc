"""Answers that come in parts."""

from collections.abc import AsyncIterator
from typing import cast

from asgiref.sync import async_to_sync
from django.http import HttpResponse, StreamingHttpResponse


def body_of(response: object) -> bytes:
    """Read an answer to its end, also one that comes in parts."""
    if not (isinstance(response, StreamingHttpResponse) and response.is_async):
        return cast("HttpResponse", response).getvalue()
    parts = cast("AsyncIterator[bytes]", response.streaming_content)

    async def read() -> bytes:
        return b"".join([part async for part in parts])

    return async_to_sync(read)()
