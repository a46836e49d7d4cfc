"""The whole front on one port: network servers, files, everything else."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "progres.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

handler = cast(ASGIApp, get_asgi_application())

from progres.accesslog.middleware import (  # noqa: E402 after Django is set up
    HEALTH,
    Logged,
)
from progres.accesslog.writer import AccessLog  # noqa: E402
from progres.database.address import conninfo  # noqa: E402
from progres.ingest.app import make_app  # noqa: E402
from progres.kit.clock import utc_now  # noqa: E402
from progres.ops.body_limit import UPLOAD_PATIENCE_S, BodyLimit  # noqa: E402
from progres.ops.health import health_routes  # noqa: E402
from progres.web.static_app import static_files  # noqa: E402

# The worker says every 10 s that it lives.
WORKER_IS_ALIVE = """
select exists (
    select from worker_heartbeat where beat_at > now() - interval '30 seconds')
"""

front_door = make_app(os.environ)
django = BodyLimit(handler, most_bytes=settings.MOST_BODY_BYTES)
# Where files are sent to; they may take as long as they are larger.
UPLOADS = re.compile(
    r"/api/v1/(imports|assets/[0-9]+/files|devices/[0-9]+/photos"
    r"|device-types/[0-9]+/picture)"
    r"|/i/[0-9]+/(imports/|assets/[0-9]+/(files/new|plan/edit)/"
    r"|devices/[0-9]+/(photos/new|exchange)/"
    r"|device-types/[0-9]+/picture/edit/|measuring-points/[0-9]+/exchange/)"
)
uploading = BodyLimit(
    handler, most_bytes=settings.MOST_UPLOAD_BYTES, patience_s=UPLOAD_PATIENCE_S
)


async def _database_answers() -> bool:
    await front_door.state.door.registry.refresh()
    return True


async def _worker_is_alive() -> bool:
    async with front_door.state.door.pool.acquire() as db:
        return bool(await db.fetchval(WORKER_IS_ALIVE))


front_door.router.routes[:0] = health_routes(
    {"database": _database_answers, "worker": _worker_is_alive},
    metrics_token=settings.METRICS_TOKEN,
)
webhook = front_door.state.webhook
access_log = AccessLog(
    conninfo("progres access log"), behind_proxy=settings.BEHIND_PROXY
)
front_door_life = front_door.router.lifespan_context


@asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    async with access_log.running(), front_door_life(app):
        yield


front_door.router.lifespan_context = _life


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    path = scope["path"]
    if path.startswith(HEALTH):
        await front_door(scope, receive, send)
    elif path.startswith("/static/"):
        await static_files(scope, receive, send)
    elif scope["type"] == "http" and UPLOADS.fullmatch(path):
        await uploading(scope, receive, send)
    else:
        await django(scope, receive, send)


logged = Logged(_answer, access_log.note, clock=utc_now)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request on by the beginning of its path; only the front door has a life."""
    if scope["type"] == "lifespan":
        await front_door(scope, receive, send)
    elif scope.get("path", "").startswith("/ingest/"):
        await webhook(scope, receive, send)  # without further layers: it is hot
    else:
        await logged(scope, receive, send)
