"""Pages of customer instances, as people of the operator and of customers use them."""

import io
from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from progres.accounts.membership import Membership
from progres.database.scope import scoped
from progres.tenants.actions import change_tenant, create_tenant
from progres.tenants.models import Tenant
from progres.tenants.placing import archive_tenant
from tests.web.conftest import Browser
from tests.world import NOON, World

SCHOOLS = {
    "name": "Schulen",
    "short_name": "schulen",
    "time_zone": "Europe/Berlin",
    "language": "de",
}


def address(tenant: Tenant, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": tenant.id, **ids})


def found(world: World, name: str) -> list[Tenant]:
    """Instances of this name that are below those of the cast."""
    with scoped(world.everything):
        return list(Tenant.objects.filter(name=name))  # tenancy: a test's own scope


def logo(colour: str = "#aa3300") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (80, 40), colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")


def change(world: World, tenant: Tenant, by: Membership, **said: object) -> None:
    with scoped(by.scope):
        change_tenant(tenant.id, said, scope=by.scope, by=by.actor, at=NOON)


def test_the_tree_opens_branch_by_branch(world: World, browser: Browser) -> None:
    otto = browser(world.otto)

    page = otto.get(address(world.operator, "instance_list")).text
    branch = otto.get(
        address(world.operator, "instances_below", instance_id=world.musterstadt.id)
    ).text

    assert "Stadtwerke Musterstadt" in page
    assert "Stadtwerke Nord" in page
    assert "1 device" in page
    assert "2 users" in page
    assert "Contract active" in page
    assert "Hallenbad" not in page
    assert "Hallenbad" in branch


def test_a_search_finds_instances_with_their_path(
    world: World, browser: Browser
) -> None:
    tree = address(world.operator, "instance_list")
    page = browser(world.otto).get(tree, {"q": "hallen"}).text
    assert "PROGRES › Stadtwerke Musterstadt" in page
    assert "Stadtwerke Nord" not in page
    assert "No instance matches." in browser(world.otto).get(tree, {"q": "x"}).text


def test_nobody_finds_instances_above_or_beside(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    for name, value in (("instance_list", "nord"), ("places_to_go", "nord")):
        page = olga.get(address(world.musterstadt, name), {"q": value}).text
        assert "Stadtwerke Nord" not in page
    for stranger in (world.nord, world.operator):
        ids = {"instance_id": stranger.id}
        for name in ("instance", "instances_below", "instance_edit", "instance_move"):
            assert olga.get(address(world.musterstadt, name, **ids)).status_code == 404


def test_an_instance_is_made_below_another(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    page = address(world.musterstadt, "instance_new")
    assert "below Hallenbad" in olga.get(page, {"below": world.bad.id}).text

    sent = {**SCHOOLS, "below": world.bad.id, "accent": "#AA3300", "logo": logo()}
    made = olga.post(page, sent, follow=True)

    assert "The instance was made." in made.text
    (school,) = found(world, "Schulen")
    assert (school.parent_id, school.accent) == (world.bad.id, "#aa3300")
    again = olga.post(page, {**SCHOOLS, "below": world.bad.id})
    assert "choose another short name" in again.text
    assert len(found(world, "Schulen")) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "Bad\u202edaB"}, "a character that cannot be seen"),
        ({"name": "<script>alert(1)</script>"}, "cannot have the signs"),
        ({"accent": "red"}, "is not a colour"),
        ({"contact_email": "nobody"}, "valid email"),
        ({"quota_devices": "many"}, "whole number"),
        ({"time_zone": "Berlin"}, "Select a valid choice"),
        ({"logo": SimpleUploadedFile("a.svg", b"<svg/>")}, "not a PNG"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    world: World, browser: Browser, changes: Mapping[str, object], words: str
) -> None:
    otto = browser(world.otto)
    edit = address(world.operator, "instance_edit", instance_id=world.bad.id)

    page = otto.post(edit, {**SCHOOLS, **changes})

    assert words in page.text
    assert "<script>alert" not in page.text
    assert len(found(world, "Hallenbad")) == 1


def test_quotas_are_offered_from_above_alone(world: World, browser: Browser) -> None:
    ids = {"instance_id": world.musterstadt.id}
    own = browser(world.olga).get(address(world.musterstadt, "instance_edit", **ids))
    above = browser(world.otto).get(address(world.operator, "instance_edit", **ids))

    assert "quota_devices" not in own.text
    assert "quota_devices" in above.text


def test_an_instance_is_moved_where_it_fits(world: World, browser: Browser) -> None:
    otto = browser(world.otto)
    page = address(world.operator, "instance_move", instance_id=world.bad.id)
    found = otto.get(page, {"q": "nord"}).text
    assert "Stadtwerke Nord" in found
    assert 'place-path">PROGRES<' in found

    refused = otto.post(page, {"parent": world.nord.id})
    assert "of types that" in refused.text
    moved = otto.post(page, {"parent": world.operator.id}, follow=True)
    assert "of types that" in moved.text
    assert otto.post(page, {"parent": "x"}).status_code == 404


def test_archiving_asks_for_the_name_and_leaves_only_looking(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    page = address(world.musterstadt, "instance_archive", instance_id=world.bad.id)
    assert "Nothing was changed" in olga.post(page, {"confirm": "Bad"}).text
    assert "was archived" in olga.post(page, {"confirm": "Hallenbad"}, follow=True).text

    tree = address(world.musterstadt, "instance_list")
    places = address(world.musterstadt, "places_to_go")
    assert "Hallenbad" not in olga.get(tree).text
    assert "Hallenbad" in olga.get(tree, {"archived": "1"}).text
    assert "Hallenbad" not in olga.get(places).text
    assert olga.get(address(world.bad, "overview")).status_code == 200
    assert olga.get(address(world.bad, "device_new")).status_code == 403

    back = address(world.musterstadt, "instance_unarchive", instance_id=world.bad.id)
    assert "was brought back" in olga.post(back, follow=True).text
    assert olga.get(address(world.bad, "device_new")).status_code == 200


def test_what_is_below_an_archived_instance_can_be_seen_from_above(
    world: World, browser: Browser
) -> None:
    with scoped(world.everything):
        for tenant in (world.bad, world.musterstadt):
            archive_tenant(
                tenant.id, scope=world.everything, by=world.otto.actor, at=NOON
            )
    otto = browser(world.otto)
    ids = {"instance_id": world.musterstadt.id}

    branch = address(world.operator, "instances_below", **ids)
    assert "Hallenbad" in otto.get(branch, {"archived": "1"}).text
    shown = otto.get(address(world.operator, "instance", instance_id=world.bad.id))
    assert "Archived" in shown.text


def test_the_switcher_shows_a_few_of_very_many(world: World, browser: Browser) -> None:
    with scoped(world.everything):
        for number in range(40):
            create_tenant(
                name=f"Kunde {number:02}",
                short_name=f"kunde-{number:02}",
                parent=world.operator,
                by=world.otto.actor,
                at=NOON,
            )
    otto = browser(world.otto)

    frame = otto.get(address(world.operator, "overview")).text
    places = otto.get(address(world.operator, "places_to_go")).text

    assert "Kunde 07" not in frame
    assert places.count('class="menu-item"') == 31  # and one for all of them
    assert "There are more" in places
    search = otto.get(address(world.operator, "places_to_go"), {"q": "kunde 39"}).text
    assert "Kunde 39" in search


def test_looks_come_from_the_nearest_instance_above(
    world: World, browser: Browser
) -> None:
    otto, olga = browser(world.otto), browser(world.olga)
    edit = address(world.operator, "instance_edit", instance_id=world.musterstadt.id)
    said = {
        **SCHOOLS,
        "name": world.musterstadt.name,
        "brand_name": "Musterwerke",
        "accent": "#aa3300",
        "logo": logo(),
    }
    assert otto.post(edit, said).status_code == 302

    page = olga.get(address(world.bad, "overview")).text
    assert "Musterwerke" in page
    assert 'data-accent="#aa3300"' in page
    shown = olga.get(address(world.bad, "logo"))
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in shown["Cache-Control"]
    stranger = browser(world.nora)
    assert "Musterwerke" not in stranger.get(address(world.nord, "overview")).text
    assert stranger.get(address(world.nord, "logo")).status_code == 404
    assert stranger.get(address(world.bad, "logo")).status_code == 404

    otto.post(edit, {**said, "logo": "", "remove_logo": "on"})
    assert olga.get(address(world.bad, "logo")).status_code == 404


def test_a_quota_that_is_nearly_used_is_told_where_it_matters(
    world: World, browser: Browser
) -> None:
    change(world, world.musterstadt, world.otto, quota_devices=1, quota_users=50)
    olga = browser(world.olga)
    ids = {"instance_id": world.musterstadt.id}

    overview = olga.get(address(world.musterstadt, "overview")).text
    shown = olga.get(address(world.musterstadt, "instance", **ids)).text
    tree = browser(world.otto).get(address(world.operator, "instance_list")).text

    assert "Devices: the quota of 1 is used up." in overview
    assert "Devices: the quota of 1 is used up." in shown
    assert "2 of 50" in shown
    assert "Devices: 1 of 1" in tree
    assert "Users: 2 of 50" not in tree


def test_who_acts_in_one_instance_alone_is_offered_no_switch(
    world: World, browser: Browser
) -> None:
    for who, tenant, is_offered in (
        (world.nora, world.nord, False),
        (world.olga, world.musterstadt, True),
    ):
        page = browser(who).get(address(tenant, "overview")).text
        assert ("instances/places/" in page) is is_offered
