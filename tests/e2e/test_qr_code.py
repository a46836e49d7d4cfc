"""The QR code of a device is read in a browser that cannot by itself, as on iPhones."""

from io import BytesIO

import segno
from PIL import Image
from playwright.sync_api import FilePayload, expect

from progres.lorawan.tr005 import Identification, write_identification
from tests.e2e.conftest import Visit

CODE = write_identification(
    Identification(
        join_eui="70b3d57ed0000001",
        dev_eui="24e124710c140099",
        profile_id="ffff0000",
        serial_number="SN4711",
    )
)


def test_the_code_of_a_label_is_read_from_a_photo(visit: Visit) -> None:
    with visit(language="de", width=360) as visitor:
        page, house = visitor.page, visitor.house
        visitor.sign_in()
        visitor.go(f"/i/{house.tenant}/devices/new/")
        assert page.evaluate("'BarcodeDetector' in window") is False
        sent: list[str | None] = []
        page.on("request", lambda request: sent.append(request.post_data))

        with page.expect_file_chooser() as chosen:
            page.get_by_role("button", name="Aus einem Foto").click()
        chosen.value.set_files(_photo(Image.new("L", (900, 700), 120)))
        expect(page.get_by_text("wurde kein QR-Code gefunden")).to_be_visible()
        assert not any(sent)
        with page.expect_navigation():
            page.locator("qr-scanner input[type=file]").set_input_files(
                _photo(_label_on_a_wall())
            )

        expect(page.get_by_label("DevEUI")).to_have_value("24e124710c140099")
        expect(page.get_by_label("Seriennummer")).to_have_value("SN4711")
        assert max(len(body or "") for body in sent) < 2_000  # the form, no photo


def _label_on_a_wall() -> Image.Image:
    """A label as a phone sees it: slanted, small in a large photo, on grey."""
    drawn = BytesIO()
    segno.make_qr(CODE, error="m").save(drawn, kind="png", scale=8, border=4)
    label = Image.open(drawn).convert("L").rotate(17, expand=True, fillcolor=120)
    photo = Image.new("L", (3000, 4000), 120)
    photo.paste(label.resize((900, 900)), (1100, 1500))
    return photo


def _photo(picture: Image.Image) -> FilePayload:
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
