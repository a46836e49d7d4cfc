from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from django.db.models import Sum

from progres.database.scope import Scope
from progres.files.models import StoredFile, StoredFileQuerySet
from progres.files.rules import Use

Column = Literal[
    "asset_id", "device_id", "device_type_id", "measuring_point_id", "meter_id"
]


class Owner(NamedTuple):
    """The thing to which files belong, by the column that holds its id."""

    column: Column
    id: int


def files_of(
    scope: Scope, owner: Owner, *, use: Use | None = None
) -> StoredFileQuerySet:
    """Files of a thing in scope without their contents, the newest first."""
    files = StoredFile.objects.of(scope).filter(**{owner.column: owner.id})
    if use is not None:
        files = files.filter(use=use)
    files = files.filter(unused_since=None).defer("content", "thumbnail")
    return files.order_by("-created_at", "-id")


def get_file(scope: Scope, owner: Owner, file_id: int) -> StoredFile:
    """Raise StoredFile.DoesNotExist for a file that is not the thing's."""
    return files_of(scope, owner).get(id=file_id)


def waiting_files(
    scope: Scope, point_id: int, ids: Sequence[int]
) -> StoredFileQuerySet:
    """Those of some files that wait at a measuring point, in the order of their coming."""
    files = StoredFile.objects.of(scope).filter(
        id__in=ids, measuring_point_id=point_id, unused_since__isnull=False
    )
    return files.defer("content", "thumbnail").order_by("id")


def photos_of_meters(scope: Scope, point_id: int) -> StoredFileQuerySet:
    """Photos of all exchanges at a measuring point, as they came."""
    files = files_of(scope, Owner("measuring_point_id", point_id), use=Use.PHOTO)
    return files.order_by("id")


def with_files(scope: Scope, column: Column, ids: Iterable[int]) -> frozenset[int]:
    """Say of some things, by the column that holds their ids, which have files."""
    files = StoredFile.objects.of(scope).filter(**{f"{column}__in": list(ids)})
    return frozenset(files.values_list(column, flat=True))


def bytes_with_devices(scope: Scope, device_ids: Sequence[int]) -> int:
    """How much the photos of some devices in scope take."""
    photos = StoredFile.objects.of(scope).filter(device_id__in=device_ids)
    total: int | None = photos.aggregate(bytes=Sum("size"))["bytes"]
    return total or 0


def find_plan(scope: Scope, asset_id: int) -> StoredFile | None:
    """Find the floor plan of an asset."""
    return files_of(scope, Owner("asset_id", asset_id), use=Use.PLAN).first()


def find_picture(scope: Scope, device_type_id: int) -> StoredFile | None:
    """Find the picture of a device type, which can be one of an instance above."""
    return files_of(scope, Owner("device_type_id", device_type_id)).first()


def get_picture(scope: Scope, device_type_id: int) -> StoredFile:
    """Raise StoredFile.DoesNotExist for a device type without a picture in reach."""
    return files_of(scope, Owner("device_type_id", device_type_id)).get()


def pictured_types(scope: Scope, device_type_ids: Iterable[int]) -> frozenset[int]:
    """Say which of some device types have a picture."""
    pictures = StoredFile.objects.of(scope).filter(device_type_id__in=device_type_ids)
    ids = pictures.values_list("device_type_id", flat=True)
    return frozenset(number for number in ids if number is not None)
