"""What a wall screen shows to whoever knows its address, and what that opens besides."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progres.api.app import api
from progres.database.scope import scoped
from progres.devices.deleting import delete_device
from progres.displays.actions import DisplayFields, make_display, revoke_display
from progres.displays.models import DisplayToken
from progres.tenants.placing import archive_tenant
from tests.web.addresses import pages
from tests.web.conftest import Browser, Site, hear, make_rule, raise_alarm
from tests.world import NOON, World, agree

LINK = re.compile(r"<a\b|<form\b|\baction=|https?://")


def make(
    world: World, shown: str = "overview", device_id: int | None = None
) -> tuple[DisplayToken, str]:
    """A screen of Olga's, and its address."""
    now = timezone.now()
    fields = DisplayFields(
        name=f"Foyer {shown}",
        shown=shown,
        expires_at=now + timedelta(days=1),
        device_id=device_id,
    )
    with scoped(world.olga.scope):
        display, token = make_display(
            fields, tenant=world.musterstadt, by=world.olga, at=now
        )
    return display, reverse("web:display", args=[token])


def an_alarm_that_olga_takes_care_of(world: World) -> None:
    with scoped(world.olga.scope):
        hear(world, {"temperature": 26.5}, timezone.now())
        alarm = raise_alarm(world, make_rule(world))
        alarm.acknowledged_at = NOON
        alarm.acknowledged_by = world.olga.user
        alarm.save()


def test_each_screen_shows_its_page_without_links_cookies_and_names_of_people(
    world: World,
) -> None:
    an_alarm_that_olga_takes_care_of(world)
    for shown, device_id, words in (
        ("overview", None, ("Stadtwerke Musterstadt", "Too warm", "Raumfühler 1")),
        ("alarms", None, ("Offene Alarme", "Too warm", "quittiert")),
        ("device", world.device.id, ("Raumfühler 1", "26,5", "Temperatur")),
    ):
        _, address = make(world, shown, device_id)
        page = Client(headers={"Accept-Language": "en"}).get(address)

        assert page.status_code == 200
        assert all(word in page.text for word in words), shown
        assert not LINK.search(page.text.partition("<body")[2]), shown
        for person in ("Olga", "Keller", "olga@example.org", "guest@example.com"):
            assert person not in page.text
        assert not page.cookies
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]


def test_a_screen_shows_nothing_of_other_instances(world: World) -> None:
    with scoped(world.nora.scope):
        now = timezone.now()
        fields = DisplayFields(
            name="Foyer", shown="alarms", expires_at=now + timedelta(days=1)
        )
        _, token = make_display(fields, tenant=world.nord, by=world.nora, at=now)
    an_alarm_that_olga_takes_care_of(world)

    page = Client().get(reverse("web:display", args=[token]))

    assert "Stadtwerke Nord" in page.text
    assert "Too warm" not in page.text


def test_the_colours_are_those_of_the_address(world: World) -> None:
    _, address = make(world)
    for asked, found in (("dark", "dark"), ("light", "light"), ('x"onload=', None)):
        page = Client().get(address, {"theme": asked}).text
        assert ("data-theme=" in page) is (found is not None)
        assert found is None or f'data-theme="{found}"' in page


def test_a_revoked_screen_shows_nothing_when_it_next_asks(world: World) -> None:
    display, address = make(world)
    screen = Client(headers={"HX-Request": "true"})
    assert screen.get(address).status_code == 200

    with scoped(world.olga.scope):
        revoke_display(display.id, by=world.olga, at=timezone.now())

    ended = screen.get(address)
    assert (ended.status_code, ended["HX-Refresh"]) == (404, "true")
    assert ended["Referrer-Policy"] == "no-referrer"
    assert "Musterstadt" not in ended.text


def test_an_expired_screen_and_one_of_a_deleted_device_show_nothing(
    world: World,
) -> None:
    _, of_device = make(world, "device", world.device.id)
    display, expired = make(world)
    with scoped(world.olga.scope):
        delete_device(world.device.id, by=world.olga, at=NOON)
        display.delete()
        display.expires_at = timezone.now()
        display.save(force_insert=True)

    assert Client().get(of_device).status_code == 404
    assert Client().get(expired).status_code == 404


def test_the_last_use_is_noted_once_a_minute(world: World) -> None:
    _, address = make(world)

    def used_at() -> Any:
        with scoped(world.olga.scope):
            return DisplayToken.objects.of(world.olga.scope).get().last_used_at

    assert used_at() is None
    Client().get(address)
    first = used_at()
    Client().get(address)
    assert first is not None
    assert used_at() == first


def test_a_screen_does_not_keep_a_session_alive(world: World, browser: Browser) -> None:
    _, address = make(world)
    olga = browser(world.olga)
    olga.get(address)

    assert "active_at" not in olga.session
    olga.get(reverse("web:overview", args=[world.musterstadt.id]))
    assert "active_at" in olga.session


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_sent_to_a_screen(world: World, method: str) -> None:
    _, address = make(world)
    assert Client().generic(method, address).status_code == 405


def test_its_secret_opens_no_other_page_and_nothing_of_the_api(site: Site) -> None:
    nobody, secret = Client(), site.display_secret
    by_header = Client(headers={"Authorization": f"Bearer {secret}"})
    by_cookie = Client()
    by_cookie.cookies[settings.SESSION_COOKIE_NAME] = secret
    known = {
        "tenant_id": site.world.musterstadt.id,
        "device_id": site.world.device.id,
        "device_type_id": site.world.device_type.id,
        "connection_id": site.world.connection.id,
        "alarm_id": site.alarm_id,
        "user_id": site.world.rita.user.id,
        "place": site.uplink_place,
        "dev_eui": site.dev_eui,
    }
    opened = []
    for name, held in pages().items():
        if name == "web:display":
            continue
        address = reverse(
            name,
            kwargs={
                p: known.get(p, secret if p in {"token", "link"} else 1) for p in held
            },
        )
        other = f"{address}?token={secret}&secret={secret}"
        expected = nobody.get(address).status_code
        for client, path in ((by_header, address), (by_cookie, other)):
            if client.get(path).status_code != expected:
                opened.append(path)
        if held and expected == 200:
            opened.append(address)
    for path, operations in api.get_openapi_schema()["paths"].items():
        address = re.sub(r"\{(\w+)\}", lambda m: str(known.get(m[1], 1)), path)
        opened += [
            f"{method} {path}"
            for method in operations
            for client in (by_header, by_cookie)
            if client.generic(method.upper(), address).status_code != 401
        ]

    assert opened == []


def test_the_operators_screen_shows_nothing_of_a_closed_instance(world: World) -> None:
    an_alarm_that_olga_takes_care_of(world)
    now = timezone.now()
    with scoped(world.otto.scope):
        fields = DisplayFields(
            name="Leitstelle", shown="alarms", expires_at=now + timedelta(days=1)
        )
        _, token = make_display(fields, tenant=world.operator, by=world.otto, at=now)
    screen = reverse("web:display", args=[token])
    assert "Too warm" in Client().get(screen).text

    agree(world, kind="self-run")

    assert "Too warm" not in Client().get(screen).text


def test_a_screen_ends_with_the_contract_and_in_the_archive(world: World) -> None:
    _, over = make(world)
    assert Client().get(over).status_code == 200
    agree(world, ends_on=date(2026, 2, 1))
    assert Client().get(over).status_code == 404

    agree(world, ends_on=None)
    assert Client().get(over).status_code == 200
    for tenant in (world.bad, world.musterstadt):
        scope = world.otto.scope
        with scoped(scope):
            archive_tenant(tenant.id, scope=scope, by=world.otto.actor, at=NOON)
    assert Client().get(over).status_code == 404
