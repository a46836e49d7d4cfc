"""What machines ask: does it live, can it work, what has it done."""

import asyncio
import hmac
import os
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address

from prometheus_client import REGISTRY as THIS_PROCESS
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

PATIENCE_S = 2.0
FORMAT = "text/plain; version=0.0.4; charset=utf-8"

# What proxies add: then the caller is not on this machine.
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip"})

Check = Callable[[], Awaitable[bool]]


def health_routes(checks: Mapping[str, Check], *, metrics_token: str) -> list[Route]:
    """Make the routes /healthz, /readyz and /metrics.

    `checks` say by name whether a part works. /metrics answers callers on this machine,
    and others only with `metrics_token` as Bearer.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        results = await asyncio.gather(*(_works(check) for check in checks.values()))
        parts = {
            name: "ok" if works else "away"
            for name, works in zip(checks, results, strict=True)
        }
        return JSONResponse(parts, 200 if all(results) else 503)

    async def metrics(request: Request) -> Response:
        if not _may_read_metrics(request, metrics_token):
            return PlainTextResponse("There is nothing at this address.\n", 404)
        return Response(generate_latest(_registry()), media_type=FORMAT)

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]


async def _works(check: Check) -> bool:
    """Ask a part. One that hangs is left behind: to end it may hang as well."""
    task = asyncio.ensure_future(check())
    await asyncio.wait({task}, timeout=PATIENCE_S)
    if not task.done():
        task.cancel()
        return False
    return task.exception() is None and task.result()


def _may_read_metrics(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    if request.client is None or not FORWARDED.isdisjoint(request.headers):
        return False
    return ip_address(request.client.host).is_loopback


def _registry() -> CollectorRegistry:
    """Return the figures of all web processes where there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return THIS_PROCESS
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
