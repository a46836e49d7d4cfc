"""Where every request passes: what is noted of it costs microseconds, and no database."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from progres.accesslog.rules import STATIC_FILES, Exchange, route_of

ROUTE = "progres.route"  # in the scope, set where Django has found the page
LONGEST_HEADER = 1000  # bytes that are kept of each
CLIENT_GONE = 499  # as nginx says: the client went before the answer began
FAILED = 500
HEALTH = ("/healthz", "/readyz", "/metrics")

_HEADERS = {
    b"user-agent": "agent",
    b"referer": "referrer",
    b"accept-language": "language",
    b"x-forwarded-for": "forwarded",
}
_written = lru_cache(1000)(route_of)


class Logged:
    """An ASGI application whose requests are noted when their answers have ended.

    Left out are health and figures that were told to machines which ask every few
    seconds; a stranger who is refused there is noted.
    """

    def __init__(
        self,
        app: ASGIApp,
        note: Callable[[Exchange], None],
        *,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float] = perf_counter,
    ) -> None:
        """Take a `stopwatch` in seconds, from any beginning."""
        self._app = app
        self._note = note
        self._clock = clock
        self._stopwatch = stopwatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._stopwatch()
        answer = _Answer(send, self._stopwatch)
        unanswered = CLIENT_GONE
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            unanswered = FAILED
            raise
        finally:
            status = answer.status or unanswered
            if status != 200 or scope["path"] not in HEALTH:
                ended = self._stopwatch()
                self._note(
                    _exchange(scope, answer, status, began, ended, self._clock())
                )


class _Answer:
    """What has been sent."""

    def __init__(self, send: Send, stopwatch: Callable[[], float]) -> None:
        self._send = send
        self._stopwatch = stopwatch
        self.status = 0
        self.sent_bytes = 0
        self.began_at: float | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.began_at = self._stopwatch()
        elif message["type"] == "http.response.body":
            self.sent_bytes += len(message.get("body", b""))
        await self._send(message)


def _exchange(
    scope: Scope, answer: _Answer, status: int, began: float, ended: float, at: datetime
) -> Exchange:
    path: str = scope["path"]
    return Exchange(
        at=at,
        peer=(scope.get("client") or ("",))[0],
        method=scope["method"],
        path=path[:LONGEST_HEADER],
        route=STATIC_FILES if path.startswith(STATIC_FILES) else scope.get(ROUTE, ""),
        status=status,
        sent_bytes=answer.sent_bytes,
        answer_s=(answer.began_at or ended) - began,
        duration_s=ended - began,
        **_said(scope["headers"]),
    )


def _said(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers that count; of X-Forwarded-For its end, which does."""
    said = dict.fromkeys(_HEADERS.values(), "")
    for name, value in headers:
        if known := _HEADERS.get(name):
            part = value[-LONGEST_HEADER:] if known == "forwarded" else value
            said[known] = part[:LONGEST_HEADER].decode("latin-1")
    return said


def note_route(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let the access log know which page answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        scope: Scope | None = getattr(request, "scope", None)
        if scope is not None and request.resolver_match is not None:
            scope[ROUTE] = _written(request.resolver_match.route)
        return response

    return middleware
