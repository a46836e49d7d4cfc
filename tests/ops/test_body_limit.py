"""What a stranger may send before anybody knows who they are."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.types import ASGIApp

from progres.asgi import UPLOADS, application, handler
from progres.ops.body_limit import BodyLimit

MIB = 1024 * 1024
API, PAGE = "/api/v1/tenants", "/account/login/"


class Pieces:
    """A body without a length, piece by piece; `taken` says how many were wanted."""

    def __init__(self, count: int, *, hangs: bool = False) -> None:
        self.taken = 0
        self._count = count
        self._hangs = hangs

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._count):
            self.taken += 1
            yield b" " * MIB
        if self._hangs:
            await asyncio.Event().wait()


def post(path: str, body: bytes | Pieces, app: ASGIApp = application) -> Response:
    async def scenario() -> Response:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://localhost") as web:
            return await web.post(path, content=body)

    return asyncio.run(scenario())


@pytest.mark.parametrize("body", [Pieces(2), b" " * 2 * MIB], ids=["pieces", "whole"])
def test_a_body_of_two_mebibytes_reaches_the_page(body: bytes | Pieces) -> None:
    answer = post(PAGE, body)

    assert answer.status_code == 403  # it lacks the token of the form


def test_no_more_is_read_than_is_taken() -> None:
    endless = Pieces(1000)

    answer = post(API, endless)

    assert endless.taken == 3
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 413
    assert answer.json()["detail"] == (
        "The body is larger than 2 MiB; send less at once."
    )


def test_people_are_told_in_both_languages() -> None:
    answer = post(PAGE, Pieces(3))

    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Das ist zu groß" in answer.text
    assert "This is too large" in answer.text


@pytest.mark.parametrize("path", [API, PAGE])
def test_a_body_that_says_it_is_too_large_is_not_begun(path: str) -> None:
    assert post(path, b" " * (2 * MIB + 1)).status_code == 413


@pytest.mark.parametrize("path", [API, PAGE])
def test_a_body_that_never_ends_is_given_up(path: str) -> None:
    impatient = BodyLimit(handler, most_bytes=2 * MIB, patience_s=0.05)

    answer = post(path, Pieces(1, hangs=True), impatient)

    assert answer.status_code == 408
    assert answer.headers["Connection"] == "close"
    assert "0.05 s" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/i/1/assets/1/files/new/", 403),  # it lacks the token of the form
        ("/i/1/assets/1/plan/edit/", 403),
        ("/i/1/devices/1/photos/new/", 403),
        ("/i/1/devices/1/exchange/", 403),
        ("/i/1/device-types/1/picture/edit/", 403),
        ("/i/1/measuring-points/1/exchange/", 403),
        ("/i/1/devices/1/photos/1/edit/", 413),
        ("/i/1/assets/1/files/1/delete/", 413),
        ("/i/1/assets/1/edit/", 413),
    ],
)
def test_pages_that_take_a_file_take_more(path: str, status: int) -> None:
    assert post(path, b" " * 11 * MIB).status_code == status


@pytest.mark.parametrize(
    ("path", "takes_more"),
    [
        ("/api/v1/imports", True),
        ("/api/v1/assets/1/files", True),
        ("/api/v1/devices/1/photos", True),
        ("/api/v1/device-types/1/picture", True),
        ("/api/v1/assets/1/files/1", False),
        ("/api/v1/assets/1", False),
    ],
)
def test_so_do_endpoints(path: str, takes_more: bool) -> None:
    assert bool(UPLOADS.fullmatch(path)) is takes_more
