"""Photos of devices and of exchanges, as they are taken with a phone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.files.models import StoredFile
from progres.metering.models import MeasuringPoint, Meter
from tests.files import samples
from tests.metering.setting import WATER, make_point, put_in
from tests.web.conftest import Browser
from tests.world import NOON, World

PHOTO = samples.photo()
MOMENT = (NOON + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
EXCHANGE: dict[str, Any] = {
    "what": "both",
    "moment": MOMENT,
    "last_reading": "150.5",
    "number": "NEU 7",
    "first_reading": "0",
    "reason": "calibration",
}


@pytest.fixture
def point(world: World) -> MeasuringPoint:
    with scoped(world.olga.scope):
        made = make_point(world)
        put_in(world, made)
    return made


@pytest.fixture
def installer(world: World, browser: Browser) -> Client:
    """Rita, who installs devices."""
    world.rita.user.role = "installer"
    return browser(world.rita)


def address(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def sent(name: str, content: bytes = PHOTO, **said: Any) -> dict[str, Any]:
    return {**said, "file": SimpleUploadedFile(name, content)}


def photos(world: World) -> list[StoredFile]:
    with scoped(world.olga.scope):
        return list(StoredFile.objects.of(world.olga.scope).order_by("id"))


def test_photos_of_a_device_are_taken_described_and_deleted(
    world: World, installer: Client
) -> None:
    new = address(world, "device_photo_new", device_id=world.device.id)
    page = address(world, "device_data", device_id=world.device.id)
    assert 'capture="environment"' in installer.get(new).text

    installer.post(new, sent("A.jpg", caption="Schrank, zu", taken_on="2026-03-02"))
    installer.post(new, sent("B.jpg", caption="Schrank, offen"))

    shut, opened = photos(world)
    small = address(world, "device_photo", device_id=world.device.id, photo_id=shut.id)
    shown = installer.get(page).text
    assert f'src="{small}?small"' in shown
    assert 'alt="Schrank, offen"' in shown
    for picture in (installer.get(small), installer.get(small, {"small": ""})):
        assert b"Exif" not in picture.content
        assert b"Klara" not in picture.content
    ids = {"device_id": world.device.id, "photo_id": opened.id}
    said = {"caption": "Schrank von innen", "taken_on": ""}
    installer.post(address(world, "device_photo_edit", **ids), said)
    assert "Schrank von innen" in installer.get(page).text
    installer.post(address(world, "device_photo_delete", **ids))
    assert [photo.caption for photo in photos(world)] == ["Schrank, zu"]
    with scoped(world.olga.scope):
        noted = AuditEntry.objects.filter(action__startswith="file.").order_by("id")
        actions = list(noted.values_list("action", flat=True))
    assert actions == [
        *["file.uploaded"] * 2,
        *["file.viewed", "file.changed", "file.deleted"],
    ]


def test_what_is_no_photo_is_refused_beside_the_field(
    world: World, installer: Client
) -> None:
    new = address(world, "device_photo_new", device_id=world.device.id)

    page = installer.post(new, sent("Plan.pdf", samples.PDF)).text

    assert "is no picture" in page
    assert "id_file_error" in page
    assert not photos(world)


def test_photos_are_kept_through_the_steps_of_an_exchange(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    page = address(world, "meter_exchange", point_id=point.id)
    wrong = {**EXCHANGE, "last_reading": "", "step": 0}
    first = installer.post(page, sent("Alt.jpg", **wrong)).text
    [old] = photos(world)
    assert f'name="photo" value="{old.id}"' in first

    second = installer.post(page, {**EXCHANGE, "photo": [old.id], "step": 0}).text
    assert "Alt.jpg" in second
    assert "step 2 of 3" in second
    no_photo = sent("Plan.pdf", samples.PDF, **EXCHANGE, photo=[old.id], step=1)
    assert "is no picture" in installer.post(page, no_photo).text
    installer.post(page, sent("Neu.jpg", **EXCHANGE, photo=[old.id], step=1))
    ids = [photo.id for photo in photos(world)]
    installer.post(page, {**EXCHANGE, "photo": ids, "step": 2})

    with scoped(world.olga.scope):
        meter = Meter.objects.of(world.olga.scope).get(number="NEU 7")
    assert [(p.meter_id, p.unused_since) for p in photos(world)] == [
        (meter.id, None),
        (meter.id, None),
    ]
    kept = {"meter_id": meter.id, "meter_photo_id": old.id}
    small = address(world, "meter_photo", **kept)
    shown = installer.get(address(world, "point", point_id=point.id)).text
    assert f'src="{small}?small"' in shown
    assert b"Exif" not in installer.get(small).content
    installer.post(address(world, "meter_photo_delete", **kept))
    assert [photo.name for photo in photos(world)] == ["Neu.jpg"]
    installer.post(address(world, "exchange_undo", meter_id=meter.id))
    assert not photos(world)


def test_a_photo_that_waits_elsewhere_is_not_taken(
    world: World, point: MeasuringPoint, installer: Client
) -> None:
    with scoped(world.olga.scope):
        other = make_point(world, replace(WATER, name="Nachbar"))
    elsewhere = address(world, "meter_exchange", point_id=other.id)
    installer.post(elsewhere, sent("Nachbar.jpg", step=0))
    [foreign] = photos(world)
    page = address(world, "meter_exchange", point_id=point.id)

    shown = installer.post(page, {**EXCHANGE, "photo": foreign.id, "step": 1}).text
    installer.post(page, {**EXCHANGE, "photo": foreign.id, "step": 2})

    assert "Nachbar.jpg" not in shown
    assert photos(world)[0].meter_id is None


def test_strangers_and_readers_take_no_photos_and_strangers_see_none(
    world: World, installer: Client, browser: Browser
) -> None:
    new = address(world, "device_photo_new", device_id=world.device.id)
    installer.post(new, sent("A.jpg"))
    [photo] = photos(world)
    ids = {"device_id": world.device.id, "photo_id": photo.id}
    in_nord = {"tenant_id": world.nord.id, **ids}
    world.rita.user.role = "viewer"
    reader, stranger = browser(world.rita), browser(world.nora)

    assert reader.get(address(world, "device_photo", **ids)).status_code == 200
    assert reader.post(new, sent("B.jpg")).status_code == 403
    for name in ("device_photo_edit", "device_photo_delete"):
        assert reader.post(address(world, name, **ids)).status_code == 403
        assert stranger.post(address(world, name, **ids)).status_code == 404
    assert stranger.get(reverse("web:device_photo", kwargs=in_nord)).status_code == 404
    assert len(photos(world)) == 1
