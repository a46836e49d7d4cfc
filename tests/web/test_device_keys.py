"""Radio keys of a device: shown when asked for, recorded, and nowhere else."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.urls import reverse

from progres.accounts.membership import Membership
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.actions import change_device
from progres.devices.checks import said_of_device
from tests.api.calls import caller
from tests.api.test_document import DOCUMENT
from tests.web.addresses import pages
from tests.web.conftest import Browser, Site, known_of
from tests.web.parts import body_of
from tests.world import NOON, World, keep

STREAMS = {"web:live"}
KEY = "c0ffee00c0ffee00c0ffee00c0ffee00"


def keep_key(world: World) -> None:
    with transaction.atomic(), scoped(world.olga.scope):
        change_device(
            world.device.id,
            said_of_device(world.device),
            keys={"app_key": KEY},
            by=world.olga,
            at=NOON,
        )


def page_of_keys(world: World, who: Membership) -> str:
    ids = [who.user.tenant_id, world.device.id]
    return reverse("web:device_keys", args=ids)


def looks(world: World) -> int:
    with transaction.atomic(), scoped(world.olga.scope):
        return AuditEntry.objects.filter(action="device.keys_viewed").count()


def test_keys_are_shown_on_demand_and_each_look_is_recorded(
    world: World, browser: Browser
) -> None:
    keep_key(world)
    olga, path = browser(world.olga), page_of_keys(world, world.olga)
    assert olga.get(path).status_code == 405

    for _ in range(2):
        page = olga.post(path)
        assert KEY.upper() in page.text
        assert "no-store" in page.headers["Cache-Control"]

    assert looks(world) == 2


def test_strangers_find_no_keys_and_readers_may_not_see_them(
    world: World, browser: Browser
) -> None:
    keep_key(world)

    assert browser(world.nora).post(page_of_keys(world, world.nora)).status_code == 404
    assert browser(world.rita).post(page_of_keys(world, world.rita)).status_code == 403
    assert looks(world) == 0


@pytest.mark.parametrize(
    ("role", "status"), [("installer", 200), ("api-client", 403), ("analyst", 403)]
)
def test_who_mounts_devices_sees_keys_and_who_reads_values_does_not(
    world: World, role: str, status: int
) -> None:
    keep_key(world)
    world.rita.user.role = role
    keep(world.rita.user)
    path = f"/devices/{world.device.id}/keys/reveal"

    assert caller(world.rita).post(path).status == status
    assert caller(world.rita, read_only=True).post(path).status == 403


def test_the_api_shows_keys_and_records_it(world: World) -> None:
    keep_key(world)
    olga, path = caller(world.olga), f"/devices/{world.device.id}/keys/reveal"

    shown = olga.post(path)

    assert shown.content == {"app_key": KEY, "nwk_key": None}
    assert shown.headers["Cache-Control"] == "no-store"
    assert looks(world) == 1
    nora = caller(world.nora)
    assert nora.post(path).status == nora.post("/devices/999999/keys/reveal").status
    assert looks(world) == 1


def test_no_other_page_or_endpoint_shows_them(site: Site, browser: Browser) -> None:
    keep_key(site.world)
    olga, key = browser(site.world.olga), caller(site.world.olga)
    known = known_of(site)
    addresses = [
        reverse(name, kwargs={param: known[param] for param in held})
        for name, held in pages().items()
        if name not in STREAMS and all(param in known for param in held)
    ]
    paths = [
        path.removeprefix("/api/v1").format_map(defaultdict(lambda: 1, known))
        for path, operations in DOCUMENT["paths"].items()
        if "get" in operations
    ]

    shown = [
        address
        for address in addresses
        if KEY in body_of(olga.get(address)).decode(errors="replace").lower()
    ] + [path for path in paths if KEY in str(key.get(path).content).lower()]

    assert shown == []
    assert len(addresses) > 40
    assert len(paths) > 20
