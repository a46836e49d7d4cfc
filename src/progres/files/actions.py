from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record_about
from progres.audit.rules import Thing
from progres.files.models import StoredFile
from progres.files.pictures import drawn_anew
from progres.files.queries import Owner, files_of, get_file, waiting_files
from progres.files.rules import (
    LONGEST_CAPTION,
    ONLY_ONES,
    PICTURES,
    BadFile,
    Use,
    clean_name,
    media_type_of,
)
from progres.kit.refusal import Said
from progres.kit.texts import text_problem

MEGABYTE = 1_000_000


class NoRoomForFiles(BadFile):
    """The instance keeps as much as it may."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What somebody sent, and what is said of it."""

    name: str
    content: bytes
    caption: str = ""
    taken_on: date | None = None


@transaction.atomic
def keep_file(
    upload: Upload,
    *,
    use: Use,
    thing: Thing,
    owner: Owner,
    waits: bool = False,
    by: Membership,
    at: datetime,
) -> StoredFile:
    """Keep a file with a thing in scope; of ONLY_ONES it takes the place of the one before.

    One that `waits` is for a meter that is not put in yet; it goes after a day, and is
    noted when it is used. Raises BadFile for what is no such file or picture, and
    NoRoomForFiles.
    """
    file = _checked(upload, use)
    file.tenant_id, file.use, file.created_at = thing.tenant_id, use, at
    file.unused_since = at if waits else None
    setattr(file, owner.column, owner.id)
    if use in ONLY_ONES:
        files_of(by.scope, owner, use=use).delete()
    elif not waits:
        _check_new(file, owner, by=by)
    check_room_for_files(thing.tenant_id, adding=file.size)
    file.save(force_insert=True)
    if not waits:
        _note_upload(file, thing, by=by, at=at)
    return file


@transaction.atomic
def use_file(
    file_id: int,
    *,
    point_id: int,
    meter_id: int,
    thing: Thing,
    by: Membership,
    at: datetime,
) -> None:
    """Give a file that waited at a measuring point to the meter that was put in there.

    One that is gone meanwhile, or waited elsewhere, is not there.
    """
    file = waiting_files(by.scope, point_id, [file_id]).first()
    if file is not None:
        file.meter_id, file.unused_since = meter_id, None
        file.save(update_fields=["meter_id", "unused_since"])
        _note_upload(file, thing, by=by, at=at)


@transaction.atomic
def describe_file(
    file_id: int,
    *,
    caption: str,
    taken_on: date | None,
    thing: Thing,
    owner: Owner,
    by: Membership,
    at: datetime,
) -> StoredFile:
    """Change what is said of a picture. Raises StoredFile.DoesNotExist and BadFile."""
    file = get_file(by.scope, owner, file_id)
    before = {"caption": file.caption, "taken_on": _day(file.taken_on)}
    file.caption, file.taken_on = _caption(caption), taken_on
    after = {"caption": file.caption, "taken_on": _day(taken_on)}
    changes = {n: [before[n], after[n]] for n in before if before[n] != after[n]}
    if changes:
        file.save(update_fields=["caption", "taken_on"])
        details = {"file": file.name, **changes}
        record_about("file.changed", thing, by=by.actor, at=at, details=details)
    return file


@transaction.atomic
def delete_file(
    file_id: int, *, thing: Thing, owner: Owner, by: Membership, at: datetime
) -> None:
    """Delete a file of a thing. Raises StoredFile.DoesNotExist."""
    file = get_file(by.scope, owner, file_id)
    details = {"file": file.name}
    record_about("file.deleted", thing, by=by.actor, at=at, details=details)
    file.delete()


def _checked(upload: Upload, use: Use) -> StoredFile:
    media_type = media_type_of(upload.content, upload.name[:LONGEST_CAPTION])
    file = StoredFile(caption=_caption(upload.caption), taken_on=upload.taken_on)
    if media_type in PICTURES.values():
        picture = drawn_anew(upload.content, upload.name[:LONGEST_CAPTION])
        media_type = picture.media_type
        file.content, file.thumbnail = picture.content, picture.thumbnail
        file.width, file.height = picture.width, picture.height
        file.size = len(picture.content) + len(picture.thumbnail)
    elif use is Use.FILE:
        file.content, file.size = upload.content, len(upload.content)
    else:
        raise BadFile(
            "'%(name)s' is no picture; use PNG, JPEG or WebP. A PDF has to be saved as "
            "a picture before.",
            name=upload.name[:LONGEST_CAPTION],
        )
    file.media_type, file.name = media_type, clean_name(upload.name, media_type)
    return file


def _check_new(file: StoredFile, owner: Owner, *, by: Membership) -> None:
    """Refuse what is there already, so that sending it twice makes no second one."""
    same = files_of(by.scope, owner).filter(name=file.name, size=file.size)
    if same.exists():
        raise BadFile(
            "'%(name)s' is there already; delete it first, or give the new one another "
            "name.",
            name=file.name,
        )


def _caption(text: str) -> str:
    caption = text.strip()
    problem = text_problem(Said("caption"), caption, most=LONGEST_CAPTION)
    if problem:
        raise BadFile.like(problem)
    return caption


def check_room_for_files(tenant_id: int, *, adding: int) -> None:
    """Let no instance keep more than it may; others who ask meanwhile wait.

    `adding` is in bytes. Raises NoRoomForFiles.
    """
    with connection.cursor() as cursor:
        cursor.execute("select bytes_of_files(%s)", [tenant_id])
        used: int = cursor.fetchone()[0]
    most = settings.FILES_MEGABYTES * MEGABYTE
    if used + adding > most:
        raise NoRoomForFiles(
            "The instance keeps %(used)s MB of files, of %(most)s MB that it can; "
            "%(adding)s MB more are too many. Delete files that nobody needs.",
            used=round(used / MEGABYTE, 1),
            most=settings.FILES_MEGABYTES,
            adding=round(adding / MEGABYTE, 1),
        )


def _note_upload(
    file: StoredFile, thing: Thing, *, by: Membership, at: datetime
) -> None:
    details = {"file": file.name}
    record_about("file.uploaded", thing, by=by.actor, at=at, details=details)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
