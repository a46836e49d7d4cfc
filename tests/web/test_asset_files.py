"""Files of assets, as people send and open them."""

from datetime import timedelta

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from progres.accounts.user_actions import change_user
from progres.assets.actions import delete_asset
from progres.assets.models import Asset
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.files.models import StoredFile
from progres.ops.postgres import DatabaseUrls
from progres.privacy.retention import delete_old_rows
from tests.files import samples
from tests.web.conftest import Browser
from tests.world import NOON, World, make_asset


@pytest.fixture
def hall(world: World) -> Asset:
    with scoped(world.olga.scope):
        return make_asset(world)


def address(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def send(
    client: Client, path: str, content: bytes, name: str = "Plan.pdf"
) -> HttpResponse:
    sent = {"file": SimpleUploadedFile(name, content)}
    return client.post(path, sent, follow=True)  # type: ignore[return-value] # one


def stored(world: World) -> list[StoredFile]:
    with scoped(world.olga.scope):
        return list(StoredFile.objects.of(world.olga.scope))


def test_a_file_is_kept_opened_and_deleted_and_each_is_noted(
    world: World, browser: Browser, hall: Asset
) -> None:
    olga, page = browser(world.olga), address(world, "asset", asset_id=hall.id)
    assert "No files yet" in olga.get(page).text
    new = address(world, "asset_file_new", asset_id=hall.id)

    assert "Plan.pdf" in send(olga, new, samples.PDF).content.decode()
    assert "is there already" in send(olga, new, samples.PDF).content.decode()

    [file] = stored(world)
    there = address(world, "asset_file", asset_id=hall.id, file_id=file.id)
    opened = olga.get(there)
    assert opened.content == olga.get(f"{there}?small").content == samples.PDF
    assert opened["Content-Type"] == "application/pdf"
    assert opened["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Content-Security-Policy"] == "default-src 'none'; sandbox"
    delete = address(world, "asset_file_delete", asset_id=hall.id, file_id=file.id)
    assert "Delete Plan.pdf?" in olga.get(delete).text
    assert "Plan.pdf was deleted" in olga.post(delete, follow=True).text
    assert not stored(world)
    with scoped(world.olga.scope):
        noted = AuditEntry.objects.filter(action__startswith="file.").order_by("id")
        actions = list(noted.values_list("action", "details"))
    assert actions == [
        ("file.uploaded", {"file": "Plan.pdf"}),
        ("file.viewed", {}),
        ("file.viewed", {}),
        ("file.deleted", {"file": "Plan.pdf"}),
    ]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "leer.pdf", "The submitted file is empty"),
        (b"%PDF-" + bytes(11 * 1024 * 1024), "groß.pdf", "can have 10 MB"),
        (samples.SVG, "Bild.svg", "none of the files that are kept"),
        (samples.bomb(), "Bombe.png", "a picture can have 64 million"),
        (samples.PDF[1:], "Plan.pdf", "none of the files that are kept"),
    ],
)
def test_what_is_not_kept_is_said_beside_the_field(
    world: World, browser: Browser, hall: Asset, content: bytes, name: str, words: str
) -> None:
    new = address(world, "asset_file_new", asset_id=hall.id)

    page = send(browser(world.olga), new, content, name).content.decode()

    assert words in page
    assert "id_file_error" in page
    assert not stored(world)


def test_a_photo_loses_its_place_and_has_a_small_picture(
    world: World, browser: Browser, hall: Asset
) -> None:
    olga = browser(world.olga)
    send(
        olga,
        address(world, "asset_file_new", asset_id=hall.id),
        samples.photo(),
        "F.jpg",
    )

    [file] = stored(world)
    path = address(world, "asset_file", asset_id=hall.id, file_id=file.id)
    assert b"Exif" not in olga.get(path).content
    assert olga.get(path, {"small": ""}).content == bytes(file.thumbnail or b"")
    assert f"{path}?small" in olga.get(address(world, "asset", asset_id=hall.id)).text


def test_an_instance_keeps_no_more_than_it_may(
    world: World, browser: Browser, hall: Asset, settings: Settings
) -> None:
    settings.FILES_MEGABYTES = 1
    olga, new = browser(world.olga), address(world, "asset_file_new", asset_id=hall.id)
    send(olga, new, samples.PDF + bytes(800_000), "Erster.pdf")

    page = send(olga, new, samples.PDF + bytes(300_000), "Zweiter.pdf")

    assert "keeps 0.8 MB of files, of 1 MB" in page.content.decode()
    assert len(stored(world)) == 1


def test_files_end_with_their_asset(
    world: World, browser: Browser, hall: Asset
) -> None:
    new = address(world, "asset_file_new", asset_id=hall.id)
    send(browser(world.olga), new, samples.PDF)

    with scoped(world.olga.scope):
        delete_asset(hall.id, by=world.olga, at=NOON)

    assert not stored(world)


def test_an_asset_has_one_floor_plan_which_is_a_picture(
    world: World, browser: Browser, hall: Asset
) -> None:
    olga, plan = (
        browser(world.olga),
        address(world, "asset_plan_edit", asset_id=hall.id),
    )

    refused = send(olga, plan, samples.PDF, "EG.pdf").content.decode()
    assert "is no picture" in refused
    send(olga, plan, samples.picture(), "Alt.png")
    page = send(olga, plan, samples.picture(size=(80, 40)), "Neu.png").content.decode()

    [kept] = stored(world)
    shown = address(world, "asset_file", asset_id=hall.id, file_id=kept.id)
    assert (kept.name, kept.use, kept.width) == ("Neu.png", "plan", 80)
    assert f'src="{shown}"' in page
    assert 'width="80"' in page
    assert "No files yet" in page
    rita = browser(world.rita)
    assert rita.get(shown).status_code == 200
    assert send(rita, plan, samples.picture()).status_code == 403
    assert send(browser(world.nora), plan, samples.picture()).status_code == 404


def test_strangers_and_readers_send_and_delete_nothing(
    world: World, browser: Browser, hall: Asset
) -> None:
    new = address(world, "asset_file_new", asset_id=hall.id)
    send(browser(world.olga), new, samples.PDF)
    [file] = stored(world)
    ids = {"asset_id": hall.id, "file_id": file.id}
    nora, rita = browser(world.nora), browser(world.rita)
    in_nord = {"tenant_id": world.nord.id, **ids}

    assert nora.get(reverse("web:asset_file", kwargs=in_nord)).status_code == 404
    assert nora.get(address(world, "asset_file", **ids)).status_code == 404
    assert rita.get(address(world, "asset_file", **ids)).status_code == 200
    assert send(rita, new, samples.PDF, "Anderer.pdf").status_code == 403
    assert rita.post(address(world, "asset_file_delete", **ids)).status_code == 403
    assert len(stored(world)) == 1


def test_whose_role_ends_at_an_asset_sees_its_files_alone(
    world: World, browser: Browser, hall: Asset
) -> None:
    send(
        browser(world.olga),
        address(world, "asset_file_new", asset_id=hall.id),
        samples.PDF,
    )
    [file] = stored(world)
    with scoped(world.olga.scope):
        other = make_asset(world, "Rathaus")
    path = address(world, "asset_file", asset_id=hall.id, file_id=file.id)
    rita = browser(world.rita)
    for asset, status in ((hall, 200), (other, 404)):
        with scoped(world.olga.scope):
            changes = {"asset_id": asset.id}
            change_user(world.rita.user.id, changes, by=world.olga, at=NOON)
        assert rita.get(path).status_code == status


def test_what_waited_for_a_day_without_use_goes(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    with transaction.atomic(), scoped(world.olga.scope):
        hall = make_asset(world)
        file = StoredFile(
            tenant=world.musterstadt,
            asset_id=hall.id,
            use="file",
            name="Rest.txt",
            media_type="text/plain",
            size=4,
            content=b"Rest",
            created_at=NOON,
            unused_since=NOON,
        )
        file.save()
    with psycopg.connect(database_urls.eraser, autocommit=True) as eraser:
        early = delete_old_rows(eraser, at=NOON + timedelta(hours=23))
        late = delete_old_rows(eraser, at=NOON + timedelta(hours=25))

    assert "stored_file" not in early
    assert late["stored_file"] == 1
