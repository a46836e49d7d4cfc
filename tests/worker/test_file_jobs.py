"""Files and photos end with the things they belong to, in the database and so at all."""

import pytest
from django.db import transaction

from progres.assets.actions import delete_asset
from progres.database.scope import scoped
from progres.devices.deleting import delete_device
from progres.files.queries import Owner
from progres.files.rules import Use
from progres.ops.postgres import DatabaseUrls
from progres.worker import jobs
from tests.files import samples
from tests.files.setting import keep
from tests.worker.test_jobs import at
from tests.worker.working import number
from tests.world import NOON, World, make_asset

FILES = "select count(*) from stored_file"


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def test_photos_of_a_device_are_erased_with_it(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world, device = committed_world, committed_world.device
    with transaction.atomic(), scoped(world.olga.scope):
        owner, content = Owner("device_id", device.id), samples.picture()
        keep(device, owner, world.olga, use=Use.PHOTO, content=content)
        delete_device(device.id, by=world.olga, at=NOON)

    jobs.purge_deleted_devices(timestamp=at(7))
    assert number(database_urls, FILES) == 1  # it could be restored
    jobs.purge_deleted_devices(timestamp=at(7.01))
    assert number(database_urls, FILES) == 0


def test_files_of_an_asset_are_erased_with_it(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    with transaction.atomic(), scoped(world.olga.scope):
        hall, school = make_asset(world), make_asset(world, "Schule")
        for asset in (hall, school):
            keep(asset, Owner("asset_id", asset.id), world.olga)
            owner, content = Owner("asset_id", asset.id), samples.picture()
            keep(asset, owner, world.olga, use=Use.PLAN, content=content)
    assert number(database_urls, FILES) == 4

    with transaction.atomic(), scoped(world.olga.scope):
        delete_asset(hall.id, by=world.olga, at=NOON)

    left = f"{FILES} where asset_id = {school.id}"
    assert number(database_urls, FILES) == number(database_urls, left) == 2
