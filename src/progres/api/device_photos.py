"""Photos of devices: /api/v1/devices/{id}/photos."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Name, Text
from progres.api.files import (
    GIVES_PICTURE,
    TAKES_FILE,
    PhotoOut,
    Shown,
    given_out,
    sent_file,
)
from progres.api.paging import Paging, Part, part_of
from progres.devices.queries import get_device
from progres.files.actions import delete_file, describe_file, keep_file
from progres.files.queries import Owner, files_of, get_file
from progres.files.rules import LONGEST_CAPTION, Use

router = Router(tags=["devices"])


class PhotoPatch(Body):
    """What is to be changed; what is left out stays."""

    caption: Text = Field(default_factory=str, max_length=LONGEST_CAPTION)
    taken_on: date | None = None


@router.get(
    "/{int:device_id}/photos",
    response=Part[PhotoOut],
    auth=readers(Permission.DEVICES_VIEW),
)
def list_device_photos(
    request: ApiRequest, device_id: int, paging: Query[Paging]
) -> dict[str, Any]:
    """Photos of a device."""
    scope = request.by.scope
    owner = Owner("device_id", get_device(scope, device_id).id)
    return part_of(files_of(scope, owner), paging)


@router.post(
    "/{int:device_id}/photos",
    response={201: PhotoOut},
    auth=writers(Permission.DEVICES_EDIT),
    openapi_extra=TAKES_FILE,
)
def add_device_photo(
    request: ApiRequest,
    device_id: int,
    name: Name,
    caption: Text = "",
    taken_on: date | None = None,
) -> Status[Any]:
    """Keep a photo of a device, without what the camera noted in it."""
    device = get_device(request.by.scope, device_id)
    photo = keep_file(
        sent_file(request, name, caption=caption, taken_on=taken_on),
        use=Use.PHOTO,
        thing=device,
        owner=Owner("device_id", device.id),
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, photo)


@router.get(
    "/{int:device_id}/photos/{int:photo_id}",
    auth=readers(Permission.DEVICES_VIEW),
    openapi_extra=GIVES_PICTURE,
)
def show_device_photo(
    request: ApiRequest,
    device_id: int,
    photo_id: int,
    shown: Query[Shown],
) -> HttpResponse:
    """The photo itself, or with `small` a small one."""
    scope = request.by.scope
    device = get_device(scope, device_id)
    photo = get_file(scope, Owner("device_id", device.id), photo_id)
    return given_out(request, photo, device, small=shown.small)


@router.patch(
    "/{int:device_id}/photos/{int:photo_id}",
    response=PhotoOut,
    auth=writers(Permission.DEVICES_EDIT),
)
def edit_device_photo(
    request: ApiRequest, device_id: int, photo_id: int, changes: PhotoPatch
) -> object:
    """Change what is said of a photo."""
    by = request.by
    device = get_device(by.scope, device_id)
    owner = Owner("device_id", device.id)
    photo = get_file(by.scope, owner, photo_id)
    given = changes.model_dump(exclude_unset=True)
    return describe_file(
        photo_id,
        caption=given.get("caption", photo.caption),
        taken_on=given.get("taken_on", photo.taken_on),
        thing=device,
        owner=owner,
        by=by,
        at=timezone.now(),
    )


@router.delete(
    "/{int:device_id}/photos/{int:photo_id}",
    response={204: None},
    auth=writers(Permission.DEVICES_EDIT),
)
def remove_device_photo(
    request: ApiRequest, device_id: int, photo_id: int
) -> Status[None]:
    """Delete a photo of a device."""
    device = get_device(request.by.scope, device_id)
    owner, now = Owner("device_id", device.id), timezone.now()
    delete_file(photo_id, thing=device, owner=owner, by=request.by, at=now)
    return Status(204, None)
