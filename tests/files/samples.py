"""Files as people and attackers send them."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

LATITUDE = 52.520008  # of the place in `photo`
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, "#aa3300").save(out, form)
    return out.getvalue()


def photo(size: tuple[int, int] = (60, 40)) -> bytes:
    """A photo held sideways, with name, comment and place; its top is blue."""
    shown = Image.new("RGB", size, "white")
    shown.paste("blue", (0, 0, 4, size[1]))  # the left is the top once it is turned
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Klara Lenz"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 0.0)}
    out = BytesIO()
    shown.save(out, "JPEG", exif=exif, comment=b"Klara Lenz was here", quality=95)
    return out.getvalue()


def photo_of_two(size: tuple[int, int] = (60, 40)) -> bytes:
    """A photo as phones send it that put a second picture behind the first."""
    out = BytesIO()
    first, second = (Image.new("RGB", size, colour) for colour in ("#aa3300", "blue"))
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def photo_with_odd_notes() -> bytes:
    """A photo held sideways whose camera notes a text where its width belongs."""
    artist, width = struct.pack(">HH", 0x013B, 2), struct.pack(">HH", 0x0100, 2)
    return photo().replace(artist, width)


def office(main: str = "word/document.xml", *more: str) -> bytes:
    """An office document as far as its parts tell."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in ("[Content_Types].xml", main, *more):
            package.writestr(name, "<x/>")
    return out.getvalue()


def open_document() -> bytes:
    """A text in the open format."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<x/>")
    return out.getvalue()


def damaged_document() -> bytes:
    """A text in the open format of which a part cannot be unpacked."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    start = 30 + len("mimetype")  # of what is packed
    return out.getvalue()[:start] + b"\xff" * 6 + out.getvalue()[start + 6 :]


def document_with_odd_names() -> bytes:
    """An office document with a part whose name is no UTF-8, as it should be."""
    return office("word/documänt.xml").replace("ä".encode(), b"\xff\xff")


def bomb() -> bytes:
    """The beginning of a picture with 3,600 million pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
    checksum = struct.pack(">I", zlib.crc32(header))
    return start + checksum + struct.pack(">I", 0) + b"IDAT" + bytes(4)
