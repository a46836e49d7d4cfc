"""What files are by their content, what they are called, and how pictures are kept."""

from io import BytesIO

import pytest
from PIL import Image

from progres.files.pictures import LARGEST, drawn_anew
from progres.files.rules import BadFile, clean_name, media_type_of
from tests.files import samples

TEN_MB = 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (samples.PDF, "Plan.pdf", "pdf"),
        (samples.PDF, "Plan.html", "pdf"),
        (samples.picture("PNG"), "Bild.exe", "png"),
        (samples.picture("JPEG"), "Bild.jpeg", "jpg"),
        (samples.picture("WEBP"), "Bild", "webp"),
        (samples.office(), "Brief.docx", "docx"),
        (samples.office("xl/workbook.xml"), "Liste.zip", "xlsx"),
        (samples.open_document(), "Brief.odt", "odt"),
        ("Zähler;Stand\n1;2".encode("cp1252"), "Liste.csv", "csv"),
        (b"Hinweis", "Hinweis.TXT", "txt"),
    ],
)
def test_a_file_is_what_it_holds(content: bytes, name: str, ending: str) -> None:
    kept = clean_name(name, media_type_of(content, name))

    assert kept.endswith(f".{ending}")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "leer.pdf", "is empty"),
        (b"%PDF-" + bytes(TEN_MB), "groß.pdf", "can have 10 MB"),
        (samples.HEIC, "Foto.heic", "HEIC photo"),
        (samples.SVG, "Bild.svg", "none of the files"),
        (samples.SVG, "Bild.txt", "none of the files"),
        (b"<!doctype html><script>", "Seite.csv", "none of the files"),
        (b"MZ\x90\x00", "Programm.txt", "none of the files"),
        (samples.picture("GIF"), "Bild.png", "none of the files"),
        (
            samples.office("word/document.xml", "word/vbaProject.bin"),
            "Brief.docx",
            "none",
        ),
        (samples.office("boese.exe"), "Brief.docx", "none of the files"),
        (b"PK\x03\x04 no archive", "Brief.docx", "none of the files"),
        (samples.damaged_document(), "Brief.odt", "none of the files"),
        (samples.document_with_odd_names(), "Brief.docx", "none of the files"),
        (b"Hinweis", "Hinweis", "none of the files"),
    ],
)
def test_what_is_not_kept_is_refused_with_a_reason(
    content: bytes, name: str, words: str
) -> None:
    with pytest.raises(BadFile, match=words):
        media_type_of(content, name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Pläne\EG.PDF", "EG.pdf"),
        ("a\x00b\u202e<script>.pdf", "ab_script_.pdf"),
        ("aux.pdf", "_aux.pdf"),
        (" . ", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_safe_everywhere(name: str, kept: str) -> None:
    assert clean_name(name, "application/pdf") == kept


def test_a_photo_is_kept_upright_without_place_name_and_comment() -> None:
    sent = samples.photo((60, 40))
    assert b"Klara Lenz" in sent

    kept = drawn_anew(sent, "Foto.jpg")

    with Image.open(BytesIO(kept.content)) as shown:
        assert not shown.getexif()
        assert "comment" not in shown.info
        top = shown.convert("RGB").getpixel((20, 1))
        assert (shown.size, kept.width, kept.height) == ((40, 60), 40, 60)
    assert isinstance(top, tuple)
    assert top[2] > 180 > top[0]
    for part in (kept.content, kept.thumbnail):
        assert b"Klara" not in part
        assert b"Exif" not in part


def test_photos_are_kept_as_phones_send_them() -> None:
    """With a second picture behind the first, or with notes that are none."""
    of_two = drawn_anew(samples.photo_of_two(), "Foto.jpg")
    odd = drawn_anew(samples.photo_with_odd_notes(), "Foto.jpg")

    assert (of_two.media_type, of_two.width) == ("image/jpeg", 60)
    assert (odd.media_type, odd.width, odd.height) == ("image/jpeg", 40, 60)


def test_a_large_picture_becomes_smaller() -> None:
    kept = drawn_anew(samples.picture("JPEG", (4000, 1000)), "Foto.jpg")

    assert (kept.width, kept.height) == (LARGEST[0], 512)
    with Image.open(BytesIO(kept.thumbnail)) as small:
        assert small.size == (320, 80)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.bomb(), "too many pixels; a picture can have 64 million"),
        (samples.picture(size=(6000, 5000)), "pixels; a picture can have 24 million"),
        (samples.picture()[:60], "cannot be read as a picture"),
        (b"\x89PNG\r\n\x1a\n" + samples.SVG, "cannot be read as a picture"),
    ],
)
def test_bombs_and_halves_of_pictures_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        drawn_anew(content, "Bild.png")


def test_nothing_that_is_appended_to_a_picture_is_kept() -> None:
    kept = drawn_anew(samples.picture() + samples.SVG, "Bild.png")

    assert b"<script>" not in kept.content
