"""Many devices at once: chosen in the list, previewed, changed, moved, deleted."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from progres.audit.models import AuditEntry
from progres.database.scope import Scope, scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.models import Device
from progres.devices.queries import search_devices
from progres.files.models import StoredFile
from progres.files.queries import Owner
from progres.files.rules import Use
from progres.tenants.models import Tenant
from tests.files import samples
from tests.files.setting import keep
from tests.web.conftest import Browser, make_rule, raise_alarm
from tests.web.test_device_list import more_devices, names_in
from tests.world import NOON, World, add_shared_type, make_asset


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def bulk(world: World, query: str) -> str:
    return f"{page(world, 'device_bulk')}?{query}"


def photos_in(tenant: Tenant) -> list[int]:
    """What somebody of one instance sees."""
    scope = Scope(frozenset({tenant.id}))
    with scoped(scope):
        return [file.id for file in StoredFile.objects.of(scope)]


def devices(world: World) -> list[Device]:
    with scoped(world.olga.scope):
        return list(search_devices(world.olga.scope))


def test_all_that_match_are_previewed_and_then_changed(
    world: World, olga: Client
) -> None:
    more_devices(world, 60)
    with scoped(world.olga.scope):
        asset = make_asset(world)
    said = {"site": "Schule", "add_tags": "Los 3", "asset_id": str(asset.id)}
    address = bulk(world, "what=edit&q=zähler&all=1")

    listed = olga.get(page(world, "device_list") + "?q=zähler").content.decode()
    preview = olga.post(address, said).content.decode()

    assert f"{page(world, 'device_bulk')}?q=z%C3%A4hler&amp;all=1" in listed
    assert "60 devices are concerned." in preview
    assert {device.site for device in devices(world)} == {"", "Hallenbad"}
    done = olga.post(address, {**said, "sure": "60"}, follow=True).content.decode()
    assert "60 devices changed." in done
    changed = [device for device in devices(world) if device.name[0] == "Z"]
    assert {(d.site, *d.tags, d.asset_id) for d in changed} == {
        ("Schule", "Los 3", asset.id)
    }
    found = olga.get(page(world, "device_list") + "?tag=Los+3&q=schule")
    assert "of 60" in found.content.decode()
    history = page(world, "device_history", device_id=changed[7].id)
    assert "<ins>Schule</ins>" in olga.get(history).content.decode()


def test_what_was_not_previewed_is_not_done(world: World, olga: Client) -> None:
    more_devices(world, 3)

    html = olga.post(bulk(world, "what=delete&all=1"), {"sure": "3"}).content.decode()

    assert "4 devices are concerned." in html
    assert len(devices(world)) == 4


def test_who_cannot_be_changed_is_named_with_the_reason(
    world: World, olga: Client
) -> None:
    more_devices(world, 2)
    with scoped(world.olga.scope):
        hidden = world.device_type
        hidden.pk, hidden.model, hidden.shared = None, "Raum 9", False
        hidden.save()
    address = bulk(world, "what=edit&all=1")

    html = olga.post(address, {"device_type": str(hidden.id)}).content.decode()

    assert "0 devices are concerned." in html
    assert "3 devices stay as they are:" in html
    assert "is a type of another instance and not shared" in html


def test_devices_move_and_start_anew_but_those_that_are_held(
    world: World, olga: Client, heard: None
) -> None:
    more_devices(world, 2)
    raise_alarm(world, make_rule(world))
    address = bulk(world, "what=move&all=1")
    said = {"tenant": str(world.musterstadt.id)}

    preview = olga.post(address, said).content.decode()
    assert "2 devices are concerned." in preview
    assert "It cannot leave" in preview
    olga.post(address, {**said, "sure": "3"})

    assert sorted((d.name, d.tenant_id) for d in devices(world)) == [
        ("Raumfühler 1", world.bad.id),
        ("Zähler 0", world.musterstadt.id),
        ("Zähler 1", world.musterstadt.id),
    ]
    with scoped(world.olga.scope):
        entries = AuditEntry.objects.of(world.olga.scope).filter(action="device.moved")
        assert entries.count() == 4  # in both instances
        moved = search_devices(world.olga.scope, text="Zähler 0").get()
        assert moved.former_tenant_ids == [world.bad.id]


def test_a_moved_device_shows_nothing_of_what_it_was(
    world: World, olga: Client, heard: None
) -> None:
    address = bulk(world, f"what=move&id={world.device.id}")

    olga.post(address, {"tenant": str(world.musterstadt.id), "sure": "1"})

    html = olga.get(page(world, "device", device_id=world.device.id)).content.decode()
    assert "No values yet" in html
    assert "21.5" not in html


def test_photos_go_with_a_device_to_the_other_instance_and_are_seen_there_alone(
    world: World, olga: Client, settings: Settings
) -> None:
    with scoped(world.olga.scope):
        owner, content = Owner("device_id", world.device.id), samples.picture()
        photo = keep(world.device, owner, world.olga, use=Use.PHOTO, content=content)
    address = bulk(world, f"what=move&id={world.device.id}")
    said = {"tenant": str(world.musterstadt.id), "sure": "1"}

    settings.FILES_MEGABYTES = 0
    assert "MB more are too many" in olga.post(address, said).content.decode()
    assert photos_in(world.bad) == [photo.id]
    settings.FILES_MEGABYTES = 1
    olga.post(address, said)

    assert photos_in(world.bad) == []
    assert photos_in(world.musterstadt) == [photo.id]
    ids = {"device_id": world.device.id, "photo_id": photo.id}
    assert olga.get(page(world, "device_photo", **ids))["Content-Type"] == "image/png"


def test_of_a_mixed_selection_only_what_is_in_reach_is_deleted(
    world: World, olga: Client
) -> None:
    """The ids of strangers are as ids that nothing has."""
    with scoped(world.otto.scope):
        device_type = add_shared_type(world)
    with scoped(world.nora.scope):
        theirs = register_device(
            DeviceFields(dev_eui="70B3D57ED0000777", name="Fremder Fühler"),
            tenant=world.nord,
            device_type=device_type,
            by=world.nora,
            at=NOON,
        )
    address = bulk(world, f"what=delete&id={theirs.id}&id={world.device.id}&id=99999")

    asked = olga.get(address).content.decode()
    olga.post(address, {"sure": "1"})

    assert "Fremder Fühler" not in asked
    assert devices(world) == []
    with scoped(world.nora.scope):
        assert search_devices(world.nora.scope).get().id == theirs.id


def test_deleted_devices_come_back_with_all_they_were(
    world: World, olga: Client, heard: None
) -> None:
    more_devices(world, 1)
    gone = olga.post(bulk(world, "what=delete&all=1"), {"sure": "2"}, follow=True)

    assert "2 devices deleted." in gone.content.decode()
    html = olga.get(page(world, "deleted_devices")).content.decode()
    assert re.search(r'"row-note">\s*Olga Keller', html)
    restored = olga.post(
        page(world, "device_restore", device_id=world.device.id), follow=True
    ).content.decode()
    assert "Raumfühler 1 is there again." in restored
    assert ">21.5</span>" in restored
    assert names_in(olga.get(page(world, "device_list") + "?q=raumf").content.decode())


def test_a_device_comes_back_only_where_its_dev_eui_is_free_and_its_type_is_there(
    world: World, olga: Client
) -> None:
    olga.post(bulk(world, f"what=delete&id={world.device.id}"), {"sure": "1"})
    form = page(world, "device_new")
    other = {
        "name": "Neuer",
        "dev_eui": world.device.dev_eui,
        "device_type": world.device_type.id,
        "tenant": world.bad.id,
        "status": "registered",
    }
    assert olga.post(form, other).status_code == 302
    address = page(world, "device_restore", device_id=world.device.id)

    html = olga.post(address, follow=True).content.decode()

    assert "&#x27;Neuer&#x27; bears the DevEUI" in html
    with scoped(world.olga.scope):
        assert [device.name for device in search_devices(world.olga.scope)] == ["Neuer"]


@pytest.mark.parametrize("who", ["nora", "rita"])
def test_strangers_and_readers_change_nothing(
    world: World, browser: Browser, who: str
) -> None:
    person = getattr(world, who)
    own = {"nora": world.nord.id, "rita": world.musterstadt.id}[who]
    address = reverse("web:device_bulk", args=[own])
    query = f"?what=delete&id={world.device.id}"

    status = browser(person).post(address + query, {"sure": "1"}).status_code

    assert status == {"nora": 200, "rita": 403}[who]  # none of hers is chosen
    assert [device.id for device in devices(world)] == [world.device.id]
    listed = browser(world.rita).get(page(world, "device_list")).content.decode()
    assert 'type="checkbox"' not in listed
