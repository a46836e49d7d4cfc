"""Pictures that come in as logos, and what is kept of them."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from progres.tenants.logos import LARGEST, BadLogo, checked_logo


def picture(form: str, size: tuple[int, int] = (300, 100), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#aa3300").save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_as_png(form: str) -> None:
    with Image.open(io.BytesIO(checked_logo(picture(form)))) as kept:
        assert (kept.format, kept.size) == ("PNG", (300, 100))


def test_a_large_one_is_made_smaller_in_its_proportions() -> None:
    with Image.open(io.BytesIO(checked_logo(picture("PNG", (3000, 1500))))) as kept:
        assert kept.size == (320, LARGEST[1])


def test_nothing_but_the_picture_is_kept() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Klara Lenz")
    exif = Image.Exif()
    exif[0x9286] = "Klara Lenz"  # user comment

    for content in (picture("PNG", pnginfo=told), picture("JPEG", exif=exif)):
        assert b"Klara Lenz" in content
        assert b"Klara Lenz" not in checked_logo(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a PNG"),
        (b"<svg onload='alert(1)'/>", "not a PNG"),
        (picture("GIF"), "not a PNG"),
        (picture("PNG")[:60], "not a PNG"),
        (picture("PNG") + b" " * 200_000, "200 kB; it can have 200 kB"),
    ],
)
def test_what_is_no_logo_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadLogo, match=words):
        checked_logo(content)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    checksum = struct.pack(">I", zlib.crc32(header))
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + checksum

    with pytest.raises(BadLogo):
        checked_logo(bomb + picture("PNG")[33:])
