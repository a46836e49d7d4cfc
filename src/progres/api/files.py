"""What all files have in common: how they are sent, told of and given out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from progres.api.answers import ApiRequest
from progres.api.noted import note_view
from progres.api.problems import NotTheFileItself
from progres.audit.rules import Thing
from progres.files.actions import Upload
from progres.files.downloads import download
from progres.files.rules import ENDINGS, ONLY_ONES, PICTURES

if TYPE_CHECKING:
    from progres.files.models import StoredFile

_BINARY = {"schema": {"type": "string", "format": "binary"}}


def _gives(media_types: Iterable[str]) -> dict[str, Any]:
    content = dict.fromkeys(media_types, _BINARY)
    return {"responses": {200: {"description": "The file itself.", "content": content}}}


# What the document says of bodies and answers that are files.
TAKES_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, at most 10 MB.",
        "content": {"application/octet-stream": _BINARY},
    }
}
GIVES_FILE = _gives(ENDINGS)
GIVES_PICTURE = _gives([PICTURES["PNG"], PICTURES["JPEG"]])


class FileOut(Schema):
    """What is known of a file; its content has an address of its own."""

    id: int
    name: str
    use: str
    media_type: str
    size: int = Field(description="In bytes; a picture's with that of the small one.")
    width: int | None = Field(description="In pixels; null: no picture.")
    height: int | None
    created_at: datetime


class PhotoOut(FileOut):
    caption: str
    taken_on: date | None


class Shown(Schema):
    """How a picture is asked for."""

    small: bool = False


def sent_file(request: ApiRequest, name: str, **said: Any) -> Upload:
    """Take the body as a file; raise NotTheFileItself if it wraps one."""
    if request.content_type == "multipart/form-data":
        raise NotTheFileItself
    return Upload(name=name, content=request.body, **said)


def given_out(
    request: ApiRequest, file: "StoredFile", thing: Thing, *, small: bool
) -> HttpResponse:
    """Answer with a file; that it was opened is noted, as on the pages."""
    small = small and file.is_picture
    if not small and file.use not in ONLY_ONES:
        note_view(request, "file.viewed", thing.target, tenant_id=thing.tenant_id)
    return download(file, small=small)
