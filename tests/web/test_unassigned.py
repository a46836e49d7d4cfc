"""Pages of uplinks that no device bears."""

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from progres.devices.queries import search_devices
from progres.ops.postgres import DatabaseUrls
from tests.web.conftest import Browser, Site
from tests.web.work import scoped_work


@pytest.fixture
def ambiguous(site: Site, database_urls: DatabaseUrls) -> Site:
    """The uplink waits because several devices bear its DevEUI."""
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("update unassigned_uplink set reason = 'ambiguous'")
    return site


def list_url(site: Site) -> str:
    return reverse("web:unassigned_list", args=[site.world.musterstadt.id])


def one_url(site: Site) -> str:
    return reverse("web:unassigned", args=[site.world.musterstadt.id, site.dev_eui])


def register(client: Client, site: Site, **changes: object) -> str:
    given = {
        "name": "Neuer Fühler",
        "device_type": site.world.device_type.id,
        "tenant": site.world.bad.id,
    }
    return client.post(
        one_url(site), {**given, **changes}, follow=True
    ).content.decode()


def test_uplinks_are_grouped_by_deveui(site: Site, browser: Browser) -> None:
    page = browser(site.world.olga).get(list_url(site)).content.decode()

    assert page.count("row-link") == 1
    assert "24E124710C140009" in page
    assert "no device has it" in page


def test_a_deveui_is_found_by_its_beginning(site: Site, browser: Browser) -> None:
    client = browser(site.world.olga)

    found = client.get(list_url(site), {"q": "24-E1-24"}).content.decode()
    none = client.get(list_url(site), {"q": "70b3"}).content.decode()

    assert "24E124710C140009" in found
    assert "No DevEUI begins like this." in none


def test_a_heard_deveui_is_registered_in_three_fields(
    site: Site, browser: Browser
) -> None:
    page = register(browser(site.world.olga), site)

    assert "Registered. What was received so far is decoded in a moment." in page
    with scoped_work(site.world):
        device = search_devices(site.world.olga.scope, dev_eui=site.dev_eui).get()
    assert (device.name, device.tenant) == ("Neuer Fühler", site.world.bad)


def test_only_instances_that_the_connection_delivers_to_are_offered(
    site: Site, browser: Browser
) -> None:
    page = browser(site.world.otto).get(
        reverse("web:unassigned", args=[site.world.operator.id, site.dev_eui])
    )

    form = page.context["form"]
    assert {name for _, name in form.fields["tenant"].choices} == {
        "Stadtwerke Musterstadt",
        "Hallenbad",
    }


def test_what_is_missing_is_told_and_nothing_is_registered(
    site: Site, browser: Browser
) -> None:
    page = register(browser(site.world.olga), site, name="", tenant=site.world.nord.id)

    assert "Not saved yet" in page
    with scoped_work(site.world):
        assert not search_devices(site.world.olga.scope, dev_eui=site.dev_eui)


def test_a_deveui_that_was_never_heard_has_no_page(
    site: Site, browser: Browser
) -> None:
    address = one_url(site).replace(site.dev_eui, "70b3d57ed0061234")

    assert browser(site.world.olga).get(address).status_code == 404


def test_several_devices_with_the_deveui_are_explained(
    ambiguous: Site, browser: Browser
) -> None:
    client = browser(ambiguous.world.olga)

    listed = client.get(list_url(ambiguous)).content.decode()
    shown = client.get(one_url(ambiguous)).content.decode()

    assert "several devices have it" in listed
    assert "cannot be known" in shown
    assert "Register device" not in shown
