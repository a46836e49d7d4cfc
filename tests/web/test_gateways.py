"""Pages of gateways, as those see them who keep them, who read and who live below."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from progres.accounts.membership import Membership
from progres.database.scope import scoped
from progres.gateways.checks import said_of_gateway
from progres.gateways.models import Gateway, Period
from progres.gateways.queries import get_own_gateway
from progres.ops.postgres import DatabaseUrls
from tests.gateways.setting import EUI, hear, make_gateway, watch
from tests.ingest.front_door import Door, at_the_door, change
from tests.web.conftest import Browser
from tests.world import NOON, World

SAID = {
    "name": "Rathaus Turm",
    "gateway_id": "00-16-C0-01-FF-10-AB-CD",
    "site": "Marktplatz 1",
    "shared": "on",
    "monitored": "on",
    "interval_0": "",
    "interval_1": "minutes",
    "delay_0": "15",
    "delay_1": "minutes",
    "emails": "olga@example.org",
}


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


@transaction.atomic
def only_gateway(by: Membership) -> Gateway:
    with scoped(by.scope):
        return get_own_gateway(by.scope, Gateway.objects.of(by.scope).get().id)


def test_a_gateway_is_registered_shown_changed_and_deleted(
    world: World, browser: Browser
) -> None:
    olga, gateways = browser(world.olga), address(world, "gateway_list")
    assert "No gateways yet" in olga.get(gateways).text
    new = address(world, "gateway_new")
    said = {**SAID, "tenant": world.musterstadt.id, "contacts": "Klara Lenz"}

    olga.post(new, said)
    gateway = only_gateway(world.olga)

    assert said_of_gateway(gateway).gateway_id == EUI
    assert gateway.delay == timedelta(minutes=15)
    assert gateway.interval is None
    assert "Never seen" in olga.get(gateways).text
    page = olga.get(address(world, "gateway", gateway_id=gateway.id)).text
    assert "Klara Lenz" in page
    assert "olga@example.org" in page
    edit = address(world, "gateway_edit", gateway_id=gateway.id)
    olga.post(
        edit, {**SAID, "name": "Turm", "interval_0": "30", "interval_1": "seconds"}
    )
    changed = only_gateway(world.olga)
    assert (changed.name, changed.interval) == ("Turm", timedelta(seconds=30))
    delete = address(world, "gateway_delete", gateway_id=gateway.id)
    assert "This is not its name" in olga.post(delete, {"confirm": "x"}).text
    assert (
        "Turm was deleted" in olga.post(delete, {"confirm": "Turm"}, follow=True).text
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"gateway_id": "\u202e"}, "cannot be seen"),
        ({"latitude": "50"}, "needs latitude and longitude"),
        ({"emails": "niemand"}, "is not an e-mail address"),
        ({"delay_0": "9", "delay_1": "days"}, "can be"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_keeps_nothing(
    world: World, browser: Browser, fields: dict[str, str], sentence: str
) -> None:
    said = {**SAID, "tenant": world.musterstadt.id, **fields}

    page = browser(world.olga).post(address(world, "gateway_new"), said)

    assert sentence in page.text
    with scoped(world.olga.scope):
        assert not Gateway.objects.of(world.olga.scope).exists()


def test_too_many_strangers_at_once_are_refused_with_the_gateway(
    world: World, browser: Browser
) -> None:
    emails = "\n".join(f"fremd{n}@example.com" for n in range(11))
    said = {**SAID, "tenant": world.musterstadt.id, "emails": emails}

    page = browser(world.olga).post(address(world, "gateway_new"), said)

    assert "can wait for their confirmation" in page.text
    with scoped(world.olga.scope):
        assert not Gateway.objects.of(world.olga.scope).exists()


def test_the_list_finds_by_state_name_and_eui(world: World, browser: Browser) -> None:
    make_gateway(world)
    make_gateway(world, "aa55")
    olga, gateways = browser(world.olga), address(world, "gateway_list")

    assert "aa55" in olga.get(gateways, {"q": "aa5"}).text
    assert EUI not in olga.get(gateways, {"q": "aa5"}).text
    assert EUI in olga.get(gateways, {"state": "never_seen"}).text
    assert "No gateway matches" in olga.get(gateways, {"state": "online"}).text


def test_who_reads_sees_the_state_and_no_addresses(
    world: World, browser: Browser
) -> None:
    gateway = make_gateway(world, emails=("olga@example.org",))

    page = browser(world.rita).get(address(world, "gateway", gateway_id=gateway.id))

    assert "Never seen" in page.text
    assert "olga@example.org" not in page.text


def test_a_stranger_does_not_find_it(world: World, browser: Browser) -> None:
    gateway = make_gateway(world)
    nora = browser(world.nora)

    for name in ("gateway", "gateway_heard", "gateway_edit", "gateway_delete"):
        for tenant in (world.musterstadt, world.nord):
            kwargs = {"tenant_id": tenant.id, "gateway_id": gateway.id}
            assert nora.get(reverse(f"web:{name}", kwargs=kwargs)).status_code == 404


def test_of_a_shared_one_instances_below_see_how_it_is_and_change_nothing(
    world: World, browser: Browser
) -> None:
    gateway = make_gateway(world, tenant=world.operator)
    olga = browser(world.olga)

    page = olga.get(address(world, "gateway", gateway_id=gateway.id)).text
    assert "Never seen" in page
    assert "Who is told by mail" not in page
    for name in ("gateway_edit", "gateway_delete"):
        page_of = address(world, name, gateway_id=gateway.id)
        assert olga.get(page_of).status_code == 404


def test_one_that_is_not_shared_is_not_seen_below(
    world: World, browser: Browser
) -> None:
    gateway = make_gateway(world, tenant=world.operator, shared=False)

    page = browser(world.olga).get(address(world, "gateway", gateway_id=gateway.id))

    assert page.status_code == 404


def test_its_page_tells_what_hangs_on_it_alone_and_how_it_was(
    committed_world: World, database_urls: DatabaseUrls, browser: Browser
) -> None:
    world = committed_world
    gateway = make_gateway(world)

    async def scenario(door: Door) -> None:
        await door.uplink(world)

    at_the_door(database_urls, scenario)
    for minutes in range(20):
        watch(minutes)
    change(
        database_urls,
        "insert into hearing_counted values (1, '2026-03-01 11:00Z');"
        " select count_hearings('2026-03-01 13:02Z') from generate_series(1, 3);"
        " update hearing set day = current_date;"
        " update coverage set last_day = current_date",
    )
    olga = browser(world.olga)

    page = olga.get(address(world, "gateway", gateway_id=gateway.id)).text
    heard = olga.get(address(world, "gateway_heard", gateway_id=gateway.id)).text
    radio = olga.get(address(world, "device_radio", device_id=world.device.id)).text

    assert "Offline" in page
    assert "?alone=1" in page
    assert "Raumfühler 1" in heard
    assert "16" in heard  # dB of margin
    assert "by one gateway alone" in radio
    assert f"/gateways/{gateway.id}/" in radio


def test_availability_is_the_share_of_time_in_which_it_was_not_offline(
    committed_world: World, database_urls: DatabaseUrls, browser: Browser
) -> None:
    world = committed_world
    gateway = make_gateway(world)
    hear(database_urls, gateway, NOON)
    with transaction.atomic(), scoped(world.olga.scope):
        Period.objects.of(world.olga.scope).update(ended_at=NOON)
    change(
        database_urls,
        "insert into gateway_period (gateway_id, tenant_id, state, began_at, ended_at)"
        " select h.gateway_id, h.tenant_id, p.state, now() - p.begun, now() - p.over"
        " from gateway_health h, (values"
        " ('online', interval '40 hours', interval '20 hours'),"
        " ('late', interval '20 hours', interval '10 hours'),"
        " ('offline', interval '10 hours', interval '0 hours')) p (state, begun, over)",
    )

    page = browser(world.olga).get(address(world, "gateway", gateway_id=gateway.id))

    assert round(page.context["uptime"].percent) == 75


def test_the_overview_counts_gateways_by_state(world: World, browser: Browser) -> None:
    overview = address(world, "overview")
    assert "Gateways:" not in browser(world.olga).get(overview).text

    make_gateway(world)

    assert "?state=never_seen" in browser(world.olga).get(overview).text
    nora = reverse("web:overview", kwargs={"tenant_id": world.nord.id})
    assert "Gateways:" not in browser(world.nora).get(nora).text
