"""The picture of a device type: who keeps it, and who sees it."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.checks import DeviceTypeFields
from progres.devices.models import DeviceType
from progres.devices.type_actions import change_device_type, create_device_type
from progres.files.models import StoredFile
from progres.files.queries import pictured_types
from progres.tenants.models import Tenant
from tests.files import samples
from tests.web.conftest import Browser
from tests.world import NOON, World, add_shared_type


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


@pytest.fixture
def unused(world: World) -> DeviceType:
    """A type of Musterstadt's without devices."""
    with scoped(world.olga.scope):
        return create_device_type(
            DeviceTypeFields(manufacturer="Muster Sensorik", model="Luft 5"),
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )


def address(name: str, device_type: DeviceType, tenant: Tenant) -> str:
    held = {"tenant_id": tenant.id, "device_type_id": device_type.id}
    return reverse(f"web:{name}", kwargs=held)


def send(
    client: Client,
    device_type: DeviceType,
    tenant: Tenant,
    *,
    name: str = "Raum.jpg",
    content: bytes | None = None,
) -> tuple[int, str]:
    sent = {"file": SimpleUploadedFile(name, content or samples.photo())}
    path = address("device_type_picture_edit", device_type, tenant)
    answer = client.post(path, sent, follow=True)
    return answer.status_code, answer.content.decode()


def pictures(world: World) -> list[str]:
    with scoped(world.olga.scope):
        return [file.name for file in StoredFile.objects.of(world.olga.scope)]


def test_a_picture_is_kept_replaced_shown_and_deleted(
    world: World, olga: Client
) -> None:
    place = world.device_type, world.musterstadt
    picture = address("device_type_picture", *place)
    delete = address("device_type_picture_delete", *place)
    page = address("device_type", *place)
    assert "New picture" in olga.get(page).text

    send(olga, *place, name="Alt.png", content=samples.picture())
    _, shown = send(olga, *place)

    assert pictures(world) == ["Raum.jpg"]
    assert f'src="{picture}"' in shown
    for opened in (olga.get(picture), olga.get(picture, {"small": ""})):
        assert opened["Content-Type"] == "image/jpeg"
        assert b"Klara" not in opened.content
    ids = [world.musterstadt.id]
    of_device = [*ids, world.device.id]
    for other in (
        reverse("web:device_type_list", args=ids),
        reverse("web:device", args=of_device),
        reverse("web:device_data", args=of_device),
        address("device_type_picture_edit", *place),
    ):
        assert f'src="{picture}?small"' in olga.get(other).text
    assert "Delete Raum.jpg?" in olga.get(delete).text
    assert "Raum.jpg was deleted" in olga.post(delete, follow=True).text
    assert pictures(world) == []
    assert olga.get(picture).status_code == 404
    assert olga.post(delete).status_code == 404
    with scoped(world.olga.scope):
        noted = AuditEntry.objects.filter(action__startswith="file.").order_by("id")
        actions = [(entry.action, entry.details) for entry in noted]
    assert actions == [
        ("file.uploaded", {"file": "Alt.png"}),
        ("file.uploaded", {"file": "Raum.jpg"}),
        ("file.deleted", {"file": "Raum.jpg"}),
    ]


def test_what_is_no_picture_is_refused_and_the_one_before_stays(
    world: World, olga: Client
) -> None:
    place = world.device_type, world.musterstadt
    send(olga, *place)

    status, page = send(olga, *place, name="Raum.pdf", content=samples.PDF)

    assert status == 200
    assert "is no picture" in page
    assert "id_file_error" in page
    assert pictures(world) == ["Raum.jpg"]


def test_a_picture_goes_with_its_type(
    world: World, olga: Client, unused: DeviceType
) -> None:
    send(olga, unused, world.musterstadt)
    assert pictures(world) == ["Raum.jpg"]

    delete = address("device_type_delete", unused, world.musterstadt)
    olga.post(delete, {"confirm": str(unused)})

    assert pictures(world) == []


def test_instances_below_see_the_picture_of_a_shared_type_and_change_nothing(
    world: World, browser: Browser, olga: Client
) -> None:
    with scoped(world.otto.scope):
        shared = add_shared_type(world)
    send(browser(world.otto), shared, world.operator)
    picture = address("device_type_picture", shared, world.musterstadt)

    assert olga.get(picture).status_code == 200
    assert (
        f'src="{picture}"'
        in olga.get(address("device_type", shared, world.musterstadt)).text
    )
    assert send(olga, shared, world.musterstadt)[0] == 404
    delete = address("device_type_picture_delete", shared, world.musterstadt)
    assert olga.post(delete).status_code == 404
    # Around Python, too, and for people who are limited to assets.
    with scoped(world.olga.scope):
        files = StoredFile.objects.of(world.olga.scope)
        assert files.update(caption="Meins") == 0
        assert files.filter(device_type_id=shared.id).count() == 1
    limited = replace(world.olga.scope, asset_ids=frozenset())
    with scoped(limited):
        assert pictured_types(limited, [shared.id]) == {shared.id}

    with scoped(world.otto.scope):
        fields = DeviceTypeFields(
            manufacturer=shared.manufacturer, model=shared.model, shared=False
        )
        change_device_type(shared.id, fields, by=world.otto, at=NOON)

    assert olga.get(picture).status_code == 404
    with scoped(world.olga.scope):
        assert not StoredFile.objects.of(world.olga.scope)


def test_siblings_see_nothing_of_it_and_readers_change_nothing(
    world: World, browser: Browser, olga: Client
) -> None:
    send(olga, world.device_type, world.musterstadt)
    rita, nora = browser(world.rita), browser(world.nora)
    place = world.device_type, world.musterstadt

    assert rita.get(address("device_type_picture", *place)).status_code == 200
    assert "Another picture" not in rita.get(address("device_type", *place)).text
    assert send(rita, *place, name="Neu.jpg")[0] == 403
    assert rita.post(address("device_type_picture_delete", *place)).status_code == 403
    for tenant in (world.musterstadt, world.nord):
        picture = address("device_type_picture", world.device_type, tenant)
        delete = address("device_type_picture_delete", world.device_type, tenant)
        assert nora.get(picture).status_code == 404
        assert nora.post(delete).status_code == 404
        assert send(nora, world.device_type, tenant)[0] == 404
    with scoped(world.nora.scope):
        assert not StoredFile.objects.filter(device_type_id=world.device_type.id)
    assert pictures(world) == ["Raum.jpg"]
