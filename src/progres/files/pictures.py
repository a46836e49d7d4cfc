"""Pictures: whatever comes in, one of our own making is kept, with nothing but the picture."""

from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.Image import Transpose

from progres.files.rules import PICTURES, BadFile

LARGEST = (2048, 2048)  # pixels of what is kept
THUMBNAIL = (320, 320)
# A JPEG is read smaller than it is; all others whole, four bytes a pixel. Phones put
# several JPEGs into one file, an MPO, of which the first is the photo.
_PIXELS_OF_JPEG = 64_000_000
MOST_PIXELS = {
    "JPEG": _PIXELS_OF_JPEG,
    "MPO": _PIXELS_OF_JPEG,
    "PNG": 24_000_000,
    "WEBP": 24_000_000,
}
# How a picture is turned that was taken with the camera held this way.
_TURNS: dict[object, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it is kept."""

    content: bytes
    media_type: str
    width: int
    height: int
    thumbnail: bytes


def drawn_anew(content: bytes, name: str) -> Picture:
    """Draw a PNG, JPEG or WebP anew: upright, at most 2048 pixels, without metadata.

    What has transparent parts becomes a PNG, as does what was one; all others JPEGs.
    Raises BadFile for what cannot be read and for too many pixels.
    """
    try:
        with Image.open(BytesIO(content), formats=[*PICTURES]) as picture:
            _check_size(picture, name)
            kind = str(picture.format)
            picture.draft("RGB", LARGEST)
            upright = _upright(picture)
            as_png = kind == "PNG" or upright.has_transparency_data
            drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except BadFile:
        raise
    except _BOMBS:
        raise _too_large(name, max(MOST_PIXELS.values())) from None
    except _UNREADABLE:
        raise BadFile(
            "'%(name)s' cannot be read as a picture; save it again as PNG or JPEG.",
            name=name,
        ) from None
    drawn.thumbnail(LARGEST)
    kept = "PNG" if as_png else "JPEG"
    large = _without_metadata(drawn)
    small = large.copy()
    small.thumbnail(THUMBNAIL)
    return Picture(
        content=_written(large, kept),
        media_type=PICTURES[kept],
        width=large.width,
        height=large.height,
        thumbnail=_written(small, kept),
    )


def _check_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    most = MOST_PIXELS[str(picture.format)]
    if width * height > most:
        raise _too_large(name, most)


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture; whatever else the camera noted may be odd, for it is not kept."""
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation))
    return picture if turn is None else picture.transpose(turn)


def _too_large(name: str, most: int) -> BadFile:
    return BadFile(
        "'%(name)s' has too many pixels; a picture can have %(most)s million.",
        name=name,
        most=most // 1_000_000,
    )


def _without_metadata(drawn: Image.Image) -> Image.Image:
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    return clean


def _written(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "JPEG":
        picture.save(out, "JPEG", quality=85, optimize=True)
    else:
        picture.save(out, "PNG")
    return out.getvalue()
