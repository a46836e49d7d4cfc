"""The picture of a device type: /api/v1/device-types/{id}/picture."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Name
from progres.api.files import (
    GIVES_PICTURE,
    TAKES_FILE,
    FileOut,
    Shown,
    given_out,
    sent_file,
)
from progres.devices.queries import get_device_type, get_own_type
from progres.files.actions import delete_file, keep_file
from progres.files.queries import Owner, get_picture
from progres.files.rules import Use

router = Router(tags=["device types"])


@router.get(
    "/{int:device_type_id}/picture",
    auth=readers(Permission.DEVICE_TYPES_VIEW),
    openapi_extra=GIVES_PICTURE,
)
def show_device_type_picture(
    request: ApiRequest,
    device_type_id: int,
    shown: Query[Shown],
) -> HttpResponse:
    """The picture itself, or with `small` a small one; also of a shared type."""
    scope = request.by.scope
    device_type = get_device_type(scope, device_type_id)
    picture = get_picture(scope, device_type.id)
    return given_out(request, picture, device_type, small=shown.small)


@router.put(
    "/{int:device_type_id}/picture",
    response=FileOut,
    auth=writers(Permission.DEVICE_TYPES_EDIT),
    openapi_extra=TAKES_FILE,
)
def change_device_type_picture(
    request: ApiRequest, device_type_id: int, name: Name
) -> object:
    """Keep a picture of a type, in place of the one before."""
    by = request.by
    device_type = get_own_type(by.scope, device_type_id, to_change=True)
    return keep_file(
        sent_file(request, name),
        use=Use.PICTURE,
        thing=device_type,
        owner=Owner("device_type_id", device_type.id),
        by=by,
        at=timezone.now(),
    )


@router.delete(
    "/{int:device_type_id}/picture",
    response={204: None},
    auth=writers(Permission.DEVICE_TYPES_EDIT),
)
def remove_device_type_picture(
    request: ApiRequest, device_type_id: int
) -> Status[None]:
    """Delete the picture of a type."""
    by = request.by
    device_type = get_own_type(by.scope, device_type_id)
    picture = get_picture(by.scope, device_type.id)
    owner, now = Owner("device_type_id", device_type.id), timezone.now()
    delete_file(picture.id, thing=device_type, owner=owner, by=by, at=now)
    return Status(204, None)
