"""Files of assets, photos of devices and pictures of types, as machines keep them."""

import pytest
from django.http import HttpResponse
from django.test import Client

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.files.models import StoredFile
from tests.api.calls import Caller, caller
from tests.files import samples
from tests.world import World, add_shared_type, make_asset

OCTETS = "application/octet-stream"


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def ask(
    by: Caller, method: str, path: str, content: bytes = b"", kind: str = OCTETS
) -> HttpResponse:
    """Send a body as it is; the answer may be a file."""
    client = Client(headers={"Authorization": f"Bearer {by.key}"})
    answer: HttpResponse = client.generic(  # type: ignore[assignment] # one
        method, f"/api/v1{path}", content, content_type=kind
    )
    return answer


def stored(world: World) -> list[str]:
    with scoped(world.olga.scope):
        files = StoredFile.objects.of(world.olga.scope).order_by("id")
        return [file.name for file in files]


def test_files_of_an_asset_are_kept_listed_read_and_deleted(
    world: World, olga: Caller
) -> None:
    with scoped(world.olga.scope):
        files = f"/assets/{make_asset(world).id}/files"

    kept = ask(olga, "POST", f"{files}?name=Plan.pdf", samples.PDF)
    ask(olga, "POST", f"{files}?name=EG.png&use=plan", samples.picture())
    ask(olga, "POST", f"{files}?name=OG.png&use=plan", samples.picture(size=(80, 40)))

    assert kept.status_code == 201, kept.content
    items = olga.get(files).content["items"]
    assert [(item["name"], item["use"], item["width"]) for item in items] == [
        ("Plan.pdf", "file", None),
        ("OG.png", "plan", 80),
    ]
    one = f"{files}/{items[0]['id']}"
    read = ask(olga, "GET", one)
    assert read.content == ask(olga, "GET", f"{one}?small=true").content == samples.PDF
    assert read["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert read["X-Content-Type-Options"] == "nosniff"
    assert olga.delete(one).status == 204
    assert olga.delete(one).status == 404
    assert stored(world) == ["OG.png"]
    with scoped(world.olga.scope):
        noted = AuditEntry.objects.filter(action__startswith="file.").order_by("id")
        actions = list(noted.values_list("action", flat=True))
    views = ["file.viewed"] * 2  # of a document there is no small one
    assert actions == [*["file.uploaded"] * 3, *views, "file.deleted"]


def test_photos_of_a_device_are_kept_described_and_lose_their_place(
    world: World, olga: Caller
) -> None:
    photos = f"/devices/{world.device.id}/photos"
    query = "name=Schrank.jpg&caption=Schrank&taken_on=2026-03-01"

    kept = ask(olga, "POST", f"{photos}?{query}", samples.photo())

    assert kept.status_code == 201, kept.content
    [photo] = olga.get(photos).content["items"]
    assert (photo["caption"], photo["taken_on"]) == ("Schrank", "2026-03-01")
    one = f"{photos}/{photo['id']}"
    for path in (one, f"{one}?small=true"):
        read = ask(olga, "GET", path)
        assert read["Content-Type"] == "image/jpeg"
        assert b"Klara" not in read.content
    changed = olga.patch(one, {"caption": "Schrank, offen"}).content
    assert (changed["caption"], changed["taken_on"]) == ("Schrank, offen", "2026-03-01")
    assert olga.delete(one).status == 204
    assert stored(world) == []


def test_the_picture_of_a_type_is_seen_below_and_changed_where_it_belongs(
    world: World, olga: Caller
) -> None:
    with scoped(world.otto.scope):
        shared = add_shared_type(world)
    otto, nora = caller(world.otto), caller(world.nora)
    own, above = (
        f"/device-types/{device_type.id}/picture"
        for device_type in (world.device_type, shared)
    )
    assert olga.get(own).status == 404

    for name in ("Alt.png", "Neu.png"):
        put = ask(olga, "PUT", f"{own}?name={name}", samples.picture())
        assert put.status_code == 200, put.content
    ask(otto, "PUT", f"{above}?name=Oben.png", samples.picture())

    assert [ask(olga, "GET", path).status_code for path in (own, above)] == [200, 200]
    assert ask(nora, "GET", own).status_code == 404
    assert ask(nora, "GET", above).status_code == 200
    for by, path in ((olga, above), (nora, own), (nora, above)):
        sent = ask(by, "PUT", f"{path}?name=Meins.png", samples.picture())
        assert sent.status_code == 404
        assert by.delete(path).status == 404
    assert stored(world) == ["Neu.png", "Oben.png"]
    assert olga.delete(own).status == 204
    assert stored(world) == ["Oben.png"]


def test_what_is_no_file_is_said_and_kept_nowhere(world: World, olga: Caller) -> None:
    photos = f"/devices/{world.device.id}/photos?name=Foto.jpg"
    reader = caller(world.rita)

    answers = [
        ask(olga, "POST", photos, samples.PDF),
        ask(olga, "POST", photos),
        ask(olga, "POST", photos, samples.photo(), "multipart/form-data; boundary=x"),
        ask(olga, "POST", f"/devices/{world.device.id}/photos", samples.photo()),
        ask(reader, "POST", photos, samples.photo()),
        ask(caller(world.nora), "POST", photos, samples.photo()),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 415, 422, 403, 404]
    assert "is no picture" in answers[0].content.decode()
    assert "must be the file itself" in answers[2].content.decode()
    assert stored(world) == []
