"""A device becomes another sensor, and the one before again."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.key_actions import reveal_keys
from progres.devices.queries import exchanges_of, get_device, search_devices
from progres.files.queries import Owner, files_of
from progres.files.rules import Use
from tests.files import samples
from tests.files.setting import keep
from tests.web.conftest import Browser
from tests.world import DEV_EUI, NOON, World

NEW_EUI = "24e124710c1400aa"
FORM = {
    "dev_eui": "24-E1-24-71-0C-14-00-AA",
    "serial_number": "S 77",
    "moment": "2026-03-01T12:30",
    "reason": "battery",
    "note": "Batterie war leer",
    "app_key": "00112233445566778899aabbccddeeff",
}


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, **ids: int) -> str:
    known = {"tenant_id": world.musterstadt.id, "device_id": world.device.id}
    return reverse(f"web:{name}", kwargs={**known, **ids})


def exchange(world: World, olga: Client, **changes: object) -> str:
    address = page(world, "device_exchange")
    answer = olga.post(address, {**FORM, **changes}, follow=True)
    return answer.content.decode()


def test_a_device_becomes_another_sensor_and_stays_itself(
    world: World, olga: Client, heard: None
) -> None:
    html = exchange(world, olga)

    assert "The exchange is noted." in html
    assert DEV_EUI.upper() in html  # among the earlier sensors
    with scoped(world.olga.scope):
        device = get_device(world.olga.scope, world.device.id)
        assert (device.dev_eui, device.name) == (NEW_EUI, "Raumfühler 1")
        assert list(search_devices(world.olga.scope, text="24e124710c1400aa"))
        assert not search_devices(world.olga.scope, text=DEV_EUI)
        assert reveal_keys(device.id, by=world.olga, at=NOON)["app_key"][:4] == "0011"
    assert ">21.5</span>" in olga.get(page(world, "device")).content.decode()
    history = olga.get(page(world, "device_history")).content.decode()
    assert "Olga Keller put another sensor in for" in history
    assert f"<del>{DEV_EUI}</del> → <ins>{NEW_EUI}</ins>" in history


def test_a_photo_comes_with_an_exchange_or_neither_does(
    world: World, olga: Client
) -> None:
    address, page_of = page(world, "device_exchange"), page(world, "device_data")
    assert 'enctype="multipart/form-data"' in olga.get(address).text

    def sent(content: bytes, **changes: str) -> str:
        photo = SimpleUploadedFile("Neu.jpg", content)
        said = {**FORM, **changes, "photo": photo}
        return olga.post(address, said, follow=True).content.decode()

    assert "is no picture" in sent(samples.PDF)
    assert DEV_EUI.upper() in olga.get(page_of).text
    mistyped = sent(samples.photo(), dev_eui="12")
    assert "Choose the photo again; it was not kept." in mistyped
    assert "No photos yet" in olga.get(page_of).text
    assert "The exchange is noted." in sent(samples.photo())

    with scoped(world.olga.scope):
        assert get_device(world.olga.scope, world.device.id).dev_eui == NEW_EUI
        kept = files_of(world.olga.scope, Owner("device_id", world.device.id)).get()
        assert (kept.use, kept.taken_on) == ("photo", date(2026, 3, 1))
        assert b"Exif" not in bytes(kept.content)


def test_an_exchange_is_undone_once_and_forgets_the_keys(
    world: World, olga: Client
) -> None:
    exchange(world, olga)
    with scoped(world.olga.scope):
        noted = exchanges_of(world.olga.scope, world.device.id).get()
    address = page(world, "device_exchange_undo", exchange_id=noted.id)

    assert "Undo the exchange?" in olga.get(address).content.decode()
    assert "is undone" in olga.post(address, follow=True).content.decode()
    assert olga.post(address).status_code == 404
    with scoped(world.olga.scope):
        device = get_device(world.olga.scope, world.device.id)
        assert device.dev_eui == DEV_EUI
        assert reveal_keys(device.id, by=world.olga, at=NOON) == {}


def test_a_photo_goes_with_the_exchange_that_brought_it_and_no_other_does(
    world: World, olga: Client
) -> None:
    with scoped(world.olga.scope):
        owner = Owner("device_id", world.device.id)
        keep(world.device, owner, world.olga, use=Use.PHOTO, content=samples.picture())
    exchange(world, olga, photo=SimpleUploadedFile("Neu.jpg", samples.photo()))
    with scoped(world.olga.scope):
        noted = exchanges_of(world.olga.scope, world.device.id).get()
    address = page(world, "device_exchange_undo", exchange_id=noted.id)

    assert "The photo that came with it goes, too." in olga.get(address).text
    olga.post(address)

    with scoped(world.olga.scope):
        (left,) = files_of(world.olga.scope, owner)
        gone = AuditEntry.objects.get(action="file.deleted")
    assert left.name == "Plan.png"
    assert gone.details == {"file": "Neu.jpg"}


def test_an_exchange_whose_photo_was_deleted_before_is_undone(
    world: World, olga: Client
) -> None:
    exchange(world, olga, photo=SimpleUploadedFile("Neu.jpg", samples.photo()))
    with scoped(world.olga.scope):
        noted = exchanges_of(world.olga.scope, world.device.id).get()
        assert noted.photo is not None
        photo = noted.photo.id
    olga.post(page(world, "device_photo_delete", photo_id=photo))

    address = page(world, "device_exchange_undo", exchange_id=noted.id)
    html = olga.post(address, follow=True).content.decode()

    assert "is undone" in html


def test_only_the_newest_exchange_is_undone(world: World, olga: Client) -> None:
    exchange(world, olga)
    exchange(world, olga, dev_eui="24e124710c1400bb")
    with scoped(world.olga.scope):
        first = exchanges_of(world.olga.scope, world.device.id).last()
    assert first is not None

    address = page(world, "device_exchange_undo", exchange_id=first.id)
    html = olga.post(address, follow=True).content.decode()

    assert "After this exchange there was another one" in html


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dev_eui": DEV_EUI}, "is the DevEUI that the device has"),
        ({"dev_eui": "24e124710c1400cc"}, "Another device of this instance has"),
        ({"dev_eui": "12"}, "An EUI has 16 hex digits"),
        ({"moment": "2199-03-01T23:30"}, "is in the future"),
        ({"moment": "0001-03-01T23:30"}, "The year 1 is too long ago"),
        ({"reason": "first"}, "Select a valid choice"),
        ({"app_key": "12"}, "A key has 32 hex digits."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    world: World, olga: Client, changes: dict[str, str], sentence: str
) -> None:
    with scoped(world.olga.scope):
        register_device(
            DeviceFields(dev_eui="24e124710c1400cc", name="Anderer"),
            tenant=world.bad,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )

    html = exchange(world, olga, **changes)

    assert sentence in html
    with scoped(world.olga.scope):
        assert get_device(world.olga.scope, world.device.id).dev_eui == DEV_EUI


def test_a_stranger_and_a_reader_exchange_nothing(
    world: World, browser: Browser
) -> None:
    answers = [
        browser(who).post(page(world, "device_exchange"), FORM).status_code
        for who in (world.nora, world.rita)
    ]

    assert answers == [404, 403]
    with scoped(world.olga.scope):
        assert not AuditEntry.objects.of(world.olga.scope).filter(
            action="device.sensor_exchanged"
        )
