"""What a file is, told by its content, and what it is called."""

import re
import unicodedata
import zipfile
from enum import StrEnum
from io import BytesIO

from progres.kit.refusal import Refusal
from progres.kit.words import is_one_line

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
LONGEST_CAPTION = 200

PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "text/csv": "csv",
    "text/plain": "txt",
}
_OF_ENDINGS = {ending: media_type for media_type, ending in ENDINGS.items()}
_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_HEIC = re.compile(rb"....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
_UNWANTED = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")  # by Windows
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}
_MOST_PARTS = 5_000  # of an office document


class Use(StrEnum):
    """What a file is for."""

    FILE = "file"
    PLAN = "plan"
    PHOTO = "photo"
    PICTURE = "picture"


# A thing has one of these at most.
ONLY_ONES = frozenset({Use.PLAN, Use.PICTURE})


class BadFile(Refusal):
    """A file cannot be kept; the message says why and what would be right."""


def media_type_of(content: bytes, name: str) -> str:
    """Say what a file is by what it holds; of texts the name says which kind.

    Raises BadFile for everything that is not kept: what browsers run, above all.
    """
    if not content:
        raise BadFile("'%(name)s' is empty; choose another file.", name=name)
    if len(content) > MOST_BYTES:
        raise BadFile(
            "'%(name)s' has %(size)s MB; a file can have %(most)s MB.",
            name=name,
            size=round(len(content) / 1024 / 1024, 1),
            most=MOST_BYTES // 1024 // 1024,
        )
    if _HEIC.match(content):
        raise BadFile(
            "'%(name)s' is a HEIC photo, which browsers do not show; send it as JPEG. "
            "On an iPhone: Settings, Camera, Formats, “Most Compatible”.",
            name=name,
        )
    media_type = _signed(content) or _office(content) or _text(content, name)
    if media_type is None:
        raise BadFile(
            "'%(name)s' is none of the files that are kept: PDF, PNG, JPEG, WebP, DOCX, "
            "XLSX, ODT, TXT or CSV.",
            name=name,
        )
    return media_type


def clean_name(name: str, media_type: str) -> str:
    """Return a name that is safe everywhere and ends as its kind of file does."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if is_one_line(letter))
    stem = _UNWANTED.sub("_", seen)
    if "." in stem:
        stem = stem.rpartition(".")[0]
    stem = stem.strip(" .")[:LONGEST_NAME] or "file"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem}.{ENDINGS[media_type]}"


def _signed(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PICTURES["PNG"]
    if content.startswith(b"\xff\xd8\xff"):
        return PICTURES["JPEG"]
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return PICTURES["WEBP"]
    return None


def _office(content: bytes) -> str | None:
    """Look into the list of a document's parts; nothing but its type is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            if len(names) > _MOST_PARTS or _has_macros(names):
                return None
            for part, ending in _MAIN_PARTS.items():
                if part in names and "[Content_Types].xml" in names:
                    return _OF_ENDINGS[ending]
            if names[0] == "mimetype":
                with package.open("mimetype") as declared:
                    media_type = declared.read(100).decode("ascii", "replace")
                return media_type if media_type == _OF_ENDINGS["odt"] else None
    except Exception:  # noqa: BLE001 whatever a damaged file does to the library
        return None
    return None


def _has_macros(names: list[str]) -> bool:
    return any(
        "vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/"))
        for name in names
    )


def _text(content: bytes, name: str) -> str | None:
    """Take what people can read, but no page and no drawing."""
    media_type = _OF_ENDINGS.get(name.rpartition(".")[2].lower(), "")
    if not media_type.startswith("text/") or not _CONTROL.isdisjoint(content):
        return None
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return None if start == b"<" else media_type
