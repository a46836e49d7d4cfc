"""What the log says of a request."""

import asyncio
from datetime import timedelta

import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.accesslog.setting import PEER, Front, Setting
from tests.world import NOON

TOKEN = "Zm9vYmFyYmF6cXV4LXRoaXMtaXMtYS10b2tlbi1vZi00Mw"  # noqa: S105 of a test


def test_a_request_is_one_row_with_what_the_browser_sent_by_itself(
    setting: Setting,
) -> None:
    setting.get(
        "/account/login/?next=/i/1/devices/", referer="https://example.org/intranet?a=b"
    )

    (row,) = setting.rows()
    assert row.pop("sent_bytes") > 1000
    assert 0 < row.pop("answer_ms") <= row.pop("duration_ms") < 10_000
    assert str(row.pop("ip")) == PEER
    assert row == {
        "at": NOON,
        "utc_offset_min": 60,  # Europe/Berlin in March
        "method": "GET",
        "path": "/account/login/",
        "route": "/account/login/",
        "status": 200,
        "referrer": "example.org",
        "browser": "Firefox",
        "browser_version": "140.0",
        "system": "Linux",
        "language": "de-AT",
    }


def test_a_page_is_named_without_the_numbers_in_its_address(setting: Setting) -> None:
    setting.get("/i/4711/devices/12/", "/nothing/like/this/")

    rows = setting.rows()
    assert [(row["path"], row["route"], row["status"]) for row in rows] == [
        ("/i/4711/devices/12/", "/i/{tenant_id}/devices/{device_id}/", 302),
        ("/nothing/like/this/", "", 404),
    ]


def test_the_offset_is_that_of_the_day(setting: Setting) -> None:
    setting.clock.move(timedelta(days=120))
    setting.get("/")
    assert setting.rows()[0]["utc_offset_min"] == 120


@pytest.mark.parametrize(
    "path",
    [
        f"/recipients/confirm/{TOKEN}/",
        f"/recipients/confirm/{TOKEN}",  # led on to the one above
        f"/recipients/confirm/{TOKEN}.",  # as mail programs take it for the link
        f"/display/{TOKEN}/",
        f"/mistyped/{TOKEN}/",
    ],
)
def test_secrets_in_addresses_are_covered(setting: Setting, path: str) -> None:
    setting.get(path)
    (row,) = setting.rows()
    assert row["path"] == path.replace(TOKEN, "…")
    assert TOKEN[:10] not in str(row)


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "found"),
    [
        (False, "203.0.113.9", PEER),  # a claim that nobody vouches for
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1, 2001:db8::9", "2001:db8::9"),
        (True, "", PEER),
        (True, "unknown", "None"),
    ],
)
def test_the_address_is_the_clients_own_behind_a_declared_proxy_only(
    setting: Setting, behind_proxy: bool, forwarded: str, found: str
) -> None:
    setting.behind_proxy = behind_proxy
    setting.get("/", x_forwarded_for=forwarded)
    assert str(setting.rows()[0]["ip"]) == found


def test_what_could_not_be_stored_is_replaced(setting: Setting) -> None:
    setting.get("/%00/%1b[31m/" + "a/" * 2000, referer="http://[", accept_language="*")
    (row,) = setting.rows()
    assert row["path"].startswith("/\N{REPLACEMENT CHARACTER}/")
    assert len(row["path"]) == 500
    assert row["referrer"] == row["language"] == ""


def test_a_stream_is_logged_when_it_ends(setting: Setting) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def parts() -> object:
        begun.set()
        yield b"data: 1\n\n"
        await asyncio.wait_for(ended.wait(), 10)
        yield b"data: 2\n\n"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(parts(), media_type="text/event-stream")(  # type: ignore[arg-type] # an iterator
            scope, receive, send
        )

    async def scenario(front: Front) -> None:
        asking = asyncio.create_task(front.browser.get("/i/1/live/"))
        await asyncio.wait_for(begun.wait(), 10)
        front.clock.move(timedelta(hours=2))
        ended.set()
        await asking

    setting.app = app
    setting.stopwatch = lambda: setting.clock().timestamp()
    setting.run(scenario)

    (row,) = setting.rows()
    assert row["at"] == NOON + timedelta(hours=2)
    assert row["sent_bytes"] == 18
    assert (row["answer_ms"], row["duration_ms"]) == (0, 2 * 60 * 60 * 1000)
    assert setting.rows("access_statistics")[0]["slowest_ms"] == 0


def test_what_ends_without_an_answer_is_logged_too(setting: Setting) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/broken":
            raise RuntimeError
        await asyncio.Event().wait()

    async def scenario(front: Front) -> None:
        with pytest.raises(RuntimeError):
            await front.browser.get("/broken")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await front.browser.get("/left")

    setting.app = app
    setting.run(scenario)

    rows = setting.rows()
    assert [(row["path"], row["status"]) for row in rows] == [
        ("/broken", 500),
        ("/left", 499),
    ]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_machines_that_ask_every_few_seconds_are_left_out_unless_refused(
    setting: Setting, path: str
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        status = 404 if scope["query_string"] else 200
        await PlainTextResponse("", status)(scope, receive, send)

    setting.app = app
    setting.get(path, path + "?as=a+stranger")

    assert [(row["path"], row["status"]) for row in setting.rows()] == [(path, 404)]
