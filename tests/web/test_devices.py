"""The pages of one device, as people see and send them."""

from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from progres.accounts.access import Role
from progres.accounts.actions import create_user
from progres.audit.models import AuditEntry
from progres.audit.rules import PLATFORM
from progres.database.scope import scoped
from progres.devices.models import Device
from progres.ops.postgres import DatabaseUrls
from tests.web.conftest import Browser, Site, make_rule, raise_alarm
from tests.world import DEV_EUI, NOON, PASSWORD, World, member

FORM = {
    "name": "Raumfühler 2",
    "dev_eui": "24-E1-24-71-0C-14-00-02",
    "status": "registered",
    "site": "Rathaus",
    "latitude": "52,5",
    "longitude": "13.4",
}


@pytest.fixture
def olga(world: World, browser: Browser) -> Client:
    return browser(world.olga)


def page(world: World, name: str, **ids: int) -> str:
    return reverse(f"web:{name}", kwargs={"tenant_id": world.musterstadt.id, **ids})


def test_a_device_shows_its_values_with_label_unit_and_time(
    world: World, olga: Client, heard: None
) -> None:
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        html = olga.get(
            page(world, "device", device_id=world.device.id)
        ).content.decode()

    assert "Temperature" in html
    assert f'data-live="{world.device.id}:temperature"' in html
    assert ">21.5</span>" in html
    assert "3 min ago" in html
    assert "state-ok" in html
    assert html.count("<time-series-chart") == 3  # °C, %, and the window as a state
    assert 'yes-no="open"' in html


def test_a_device_that_was_never_heard_says_what_will_come(
    world: World, olga: Client
) -> None:
    html = olga.get(page(world, "device", device_id=world.device.id)).content.decode()

    assert "No values yet" in html
    assert "state-unknown" in html


def test_an_open_alarm_stands_on_the_page_and_in_the_chart(
    world: World, olga: Client, heard: None
) -> None:
    raise_alarm(world, make_rule(world))

    html = olga.get(page(world, "device", device_id=world.device.id)).content.decode()

    assert 'class="notice edge state-alarm"' in html
    assert "&quot;value&quot;:25.0" in html  # the threshold
    assert "state-alarm state-pill" in html


def test_the_pages_of_a_device_ask_the_database_little(
    world: World,
    olga: Client,
    heard: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    raise_alarm(world, make_rule(world))
    for name in ("device", "device_alarms", "device_radio", "device_data"):
        with django_assert_max_num_queries(34) as asked:
            olga.get(page(world, name, device_id=world.device.id))
        states = [q for q in asked.captured_queries if "from latest" in q["sql"]]
        assert len(states) == 1


def test_an_uplink_shows_its_radio_facts_and_why_it_was_not_decoded(
    world: World, olga: Client, heard: None
) -> None:
    with scoped(world.olga.scope), connection.cursor() as cursor:
        cursor.execute("select make_partitions(%s, %s)", [NOON.date(), NOON.date()])
        cursor.execute(
            "insert into uplink values (%s, %s, %s, 1, %s, %s, null, false, 41, 85,"
            " '\\x0167', '{\"frequency_hz\": 868100000, \"spreading_factor\": 7}',"
            ' \'[{"gateway_id": "a84041ffff2000aa", "rssi_dbm": -97, "snr_db": 7.5}]\','
            " 2, 'threw', 'The codec threw an error in line 3: x is undefined.')",
            [world.device.tenant_id, world.device.id, NOON, world.connection.id, NOON],
        )

    html = olga.get(
        page(world, "device_radio", device_id=world.device.id)
    ).content.decode()
    values = olga.get(page(world, "device", device_id=world.device.id)).content.decode()

    assert "The last uplink could not be decoded; the values are of <time" in values
    assert "SF7 · 868.1 MHz" in html
    assert "01 67" in html
    assert "Line 3: The codec stopped with an error." in html
    assert "<code>x is undefined.</code>" in html
    assert "a84041ffff2000aa" in html


@pytest.mark.parametrize("place", ["x", "2026-03-01_1", "2026-03-01T12:00:00+00:00_x"])
def test_an_invented_place_in_the_uplinks_is_no_page(
    world: World, olga: Client, place: str
) -> None:
    address = page(world, "device_radio", device_id=world.device.id)

    assert olga.get(address, {"before": place}).status_code == 404


def test_a_device_is_registered_by_the_form(world: World, olga: Client) -> None:
    sent = {**FORM, "tenant": world.bad.id, "device_type": world.device_type.id}

    response = olga.post(page(world, "device_new"), sent)

    with scoped(world.olga.scope):
        device = Device.objects.of(world.olga.scope).get(name="Raumfühler 2")
        entry = AuditEntry.objects.latest("id")
    assert response.headers["Location"] == page(world, "device", device_id=device.id)
    assert device.dev_eui == "24e124710c140002"
    assert (device.latitude, device.longitude) == (52.5, 13.4)
    assert device.tenant_id == world.bad.id
    assert (entry.action, entry.actor, entry.ip) == (
        "device.created",
        "Olga Keller",
        "127.0.0.1",
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"dev_eui": "12"}, "An EUI has 16 hex digits"),
        ({"dev_eui": DEV_EUI}, "Another device of this instance has this DevEUI."),
        ({"latitude": "91"}, "is not a number of degrees"),
        ({"longitude": ""}, "A place needs latitude and longitude."),
        ({"app_key": "short"}, "A key has 32 hex digits."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    world: World, olga: Client, changed: dict[str, str], words: str
) -> None:
    sent = {
        **FORM,
        "tenant": world.bad.id,
        "device_type": world.device_type.id,
        "notes": "Behind the door",
        **changed,
    }

    response = olga.post(page(world, "device_new"), sent)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert "Behind the door" in response.content.decode()


def test_another_instances_type_cannot_be_chosen(
    world: World, browser: Browser
) -> None:
    nora = browser(world.nora)
    address = reverse("web:device_new", args=[world.nord.id])
    sent = {**FORM, "tenant": world.bad.id, "device_type": world.device_type.id}

    html = nora.post(address, sent).content.decode()

    assert html.count("Select a valid choice.") >= 2


def test_a_device_is_changed_and_keeps_its_instance(world: World, olga: Client) -> None:
    address = page(world, "device_edit", device_id=world.device.id)
    sent = {**FORM, "device_type": world.device_type.id, "tenant": world.musterstadt.id}

    olga.post(address, sent)

    with scoped(world.olga.scope):
        device = Device.objects.of(world.olga.scope).get(id=world.device.id)
    assert device.name == "Raumfühler 2"
    assert device.tenant_id == world.bad.id


def test_a_device_is_deleted_only_when_its_name_is_typed(
    world: World, olga: Client, heard: None
) -> None:
    address = page(world, "device_delete", device_id=world.device.id)
    raise_alarm(world, make_rule(world))

    shown = olga.get(address).content.decode()
    wrong = olga.post(address, {"confirm": "Raum"})
    there = olga.get(page(world, "device", device_id=world.device.id))
    right = olga.post(address, {"confirm": "Raumfühler 1"})
    gone = olga.get(page(world, "device", device_id=world.device.id))

    assert "1 alarm of this device" in shown
    assert "“Too warm”" in shown
    assert (wrong.status_code, there.status_code) == (200, 200)
    assert (right.status_code, gone.status_code) == (302, 404)


def test_a_refused_change_leaves_nothing_behind(world: World, olga: Client) -> None:
    with transaction.atomic(), scoped(world.olga.scope):
        before = AuditEntry.objects.count()
    sent = {**FORM, "dev_eui": DEV_EUI, "tenant": world.bad.id}
    sent["device_type"] = str(world.device_type.id)

    olga.post(page(world, "device_new"), sent)

    with scoped(world.olga.scope):
        assert AuditEntry.objects.count() == before


def test_an_uplink_is_shown_with_every_message_that_delivered_it(
    site: Site, browser: Browser, database_urls: DatabaseUrls
) -> None:
    world = site.world
    address = reverse(
        "web:device_uplink",
        args=[world.musterstadt.id, world.device.id, site.uplink_place],
    )
    olga = browser(world.olga)
    assert "&quot;fCnt&quot;: 1" in olga.get(address).text

    with psycopg.connect(database_urls.owner) as owner:
        owner.execute(
            "insert into delivery select tenant_id, device_id,"
            " received_at + interval '3 s', frame_key, '{\"rx\": 2}' from delivery"
        )
    with_copy = olga.get(address).text
    assert with_copy.index("&quot;fCnt&quot;: 1") < with_copy.index("&quot;rx&quot;: 2")
    assert "Copy" in with_copy

    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("delete from delivery")
    assert "kept for seven days" in olga.get(address).text


def test_a_message_is_for_those_who_may_see_its_connection(
    site: Site, browser: Browser
) -> None:
    world = site.world
    with transaction.atomic(), scoped(world.olga.scope):
        bea = create_user(
            email="bea@example.org",
            first_name="Bea",
            last_name="Wolf",
            password=PASSWORD,
            role=Role.INSTANCE_ADMIN,
            tenant=world.bad,
            by=PLATFORM,
            at=NOON,
        )
        below = member(bea)

    for person in (world.rita, below):  # a reader; the connection is of one above
        ids = [person.tenant.id, world.device.id, site.uplink_place]
        html = browser(person).get(reverse("web:device_uplink", args=ids)).text
        assert "&quot;fCnt&quot;" not in html
        assert "shown to those who may see its connection" in html


@pytest.mark.parametrize("place", ["nonsense", "2026-03-01T11:00:00+00:00_8", "_"])
def test_an_uplink_that_never_was_has_no_page(
    site: Site, browser: Browser, place: str
) -> None:
    world = site.world
    address = reverse(
        "web:device_uplink", args=[world.musterstadt.id, world.device.id, place]
    )
    assert browser(world.rita).get(address).status_code == 404
