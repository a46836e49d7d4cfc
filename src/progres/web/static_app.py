"""The built front end as files; their names hold a hash, so they never change."""

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from progres.web.static_files import STATIC_DIR

A_YEAR = "public, max-age=31536000, immutable"

_files = StaticFiles(directory=STATIC_DIR, check_dir=False)


async def static_files(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer /static/… from the folder that Vite built into."""

    async def send_with_age(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            if message["status"] == 200 and "/assets/" in scope["path"]:
                headers["Cache-Control"] = A_YEAR
        await send(message)

    inside = {**scope, "root_path": scope.get("root_path", "") + "/static"}
    try:
        await _files(inside, receive, send_with_age)
    except HTTPException as error:  # no such file, or not GET
        answer = PlainTextResponse(error.detail, error.status_code)
        await answer(inside, receive, send)
