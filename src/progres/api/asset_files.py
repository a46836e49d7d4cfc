"""Files and floor plans of assets: /api/v1/assets/{id}/files."""

from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Name
from progres.api.files import (
    GIVES_FILE,
    TAKES_FILE,
    FileOut,
    Shown,
    given_out,
    sent_file,
)
from progres.api.paging import Paging, Part, part_of
from progres.assets.queries import get_asset
from progres.files.actions import delete_file, keep_file
from progres.files.queries import Owner, files_of, get_file
from progres.files.rules import Use

router = Router(tags=["assets"])


@router.get(
    "/{int:asset_id}/files",
    response=Part[FileOut],
    auth=readers(Permission.ASSETS_VIEW),
)
def list_asset_files(
    request: ApiRequest, asset_id: int, paging: Query[Paging]
) -> dict[str, Any]:
    """Files of an asset; one whose `use` is `plan` is its floor plan."""
    scope = request.by.scope
    owner = Owner("asset_id", get_asset(scope, asset_id).id)
    return part_of(files_of(scope, owner), paging)


@router.post(
    "/{int:asset_id}/files",
    response={201: FileOut},
    auth=writers(Permission.ASSETS_EDIT),
    openapi_extra=TAKES_FILE,
)
def add_asset_file(
    request: ApiRequest,
    asset_id: int,
    name: Name,
    use: Literal["file", "plan"] = "file",
) -> Status[Any]:
    """Keep a file with an asset; a `plan` takes the place of the one before."""
    asset = get_asset(request.by.scope, asset_id, to_change=True)
    file = keep_file(
        sent_file(request, name),
        use=Use(use),
        thing=asset,
        owner=Owner("asset_id", asset.id),
        by=request.by,
        at=timezone.now(),
    )
    return Status(201, file)


@router.get(
    "/{int:asset_id}/files/{int:file_id}",
    auth=readers(Permission.ASSETS_VIEW),
    openapi_extra=GIVES_FILE,
)
def show_asset_file(
    request: ApiRequest,
    asset_id: int,
    file_id: int,
    shown: Query[Shown],
) -> HttpResponse:
    """The content of a file; with `small` that of a picture's small one."""
    scope = request.by.scope
    asset = get_asset(scope, asset_id)
    file = get_file(scope, Owner("asset_id", asset.id), file_id)
    return given_out(request, file, asset, small=shown.small)


@router.delete(
    "/{int:asset_id}/files/{int:file_id}",
    response={204: None},
    auth=writers(Permission.ASSETS_EDIT),
)
def remove_asset_file(request: ApiRequest, asset_id: int, file_id: int) -> Status[None]:
    """Delete a file of an asset."""
    asset = get_asset(request.by.scope, asset_id)
    owner, now = Owner("asset_id", asset.id), timezone.now()
    delete_file(file_id, thing=asset, owner=owner, by=request.by, at=now)
    return Status(204, None)
