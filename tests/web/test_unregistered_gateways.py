"""Gateways that connections tell of and nobody registered, and who learns of them."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from progres.accounts.membership import Membership
from progres.ingest.heard import MOST_UNREGISTERED
from progres.ops.postgres import DatabaseUrls
from tests.api.calls import caller
from tests.gateways.setting import EUI, count, make_gateway
from tests.ingest.front_door import Door, at_the_door, change, rows
from tests.lns.samples import body_of
from tests.web.conftest import Browser
from tests.world import NOON, World

OTHER_EUI = "0016c001ff10ffff"
Told = Callable[..., None]


@pytest.fixture
def world(committed_world: World) -> World:
    return committed_world


@pytest.fixture
def told(world: World, database_urls: DatabaseUrls) -> Told:
    """Let an uplink come through Musterstadt's connection that these gateways heard."""

    def tell(*gateways: str) -> None:
        async def scenario(door: Door) -> None:
            await door.uplink(world, gateways=gateways)

        at_the_door(database_urls, scenario)

    return tell


def listed(by: Membership) -> list[str]:
    answer = caller(by).get("/gateways/unregistered")
    assert answer.status == 200
    return [item["eui"] for item in answer.content["items"]]


def page_of(world: World, browser: Browser) -> str:
    address = reverse("web:unregistered_gateways", args=[world.musterstadt.id])
    return browser(world.olga).get(address).text


def test_one_that_hears_is_found_registered_from_the_list_and_gone_from_it(
    world: World, database_urls: DatabaseUrls, browser: Browser, told: Told
) -> None:
    assert "Nothing is unregistered" in page_of(world, browser)
    told(EUI)
    count(database_urls)
    change(database_urls, "update coverage set last_day = current_date")

    (item,) = caller(world.olga).get("/gateways/unregistered?q=FF10").content["items"]
    page = page_of(world, browser)

    assert (item["eui"], item["tenant"]) == (EUI, world.musterstadt.id)
    assert (item["devices"], item["last_heard_at"]) == (1, "2026-03-01T12:00:00Z")
    form = reverse("web:gateway_new", args=[world.musterstadt.id]) + f"?eui={EUI}"
    assert form in page
    assert f'value="{EUI}"' in browser(world.olga).get(form).text
    make_gateway(world)
    assert not listed(world.olga)
    assert EUI not in page_of(world, browser)


def test_one_is_also_found_by_its_status(
    world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        path = f"/ingest/chirpstack/{world.connection.id}?event=stats"
        await door.post(path, body_of("chirpstack/stats.json"), world.token)

    at_the_door(database_urls, scenario)

    assert listed(world.olga) == [EUI]


def test_nobody_learns_what_connections_of_others_tell(
    world: World, told: Told
) -> None:
    told(EUI)

    assert listed(world.otto) == [EUI]
    assert not listed(world.nora)


def test_that_another_instance_registered_it_shows_nowhere(
    world: World, told: Told
) -> None:
    make_gateway(world, tenant=world.nord)
    make_gateway(world, OTHER_EUI, tenant=world.operator, shared=False)
    told(EUI, OTHER_EUI)

    assert {*listed(world.olga)} == {EUI, OTHER_EUI}
    assert not listed(world.otto)


def test_one_that_an_instance_above_shares_is_registered(
    world: World, database_urls: DatabaseUrls, told: Told
) -> None:
    make_gateway(world, tenant=world.operator)

    told(EUI)

    assert not rows(database_urls, "select from unregistered_gateway")


def test_hearing_it_again_moves_on_when_it_was_heard_last(
    world: World, database_urls: DatabaseUrls, told: Told
) -> None:
    told(EUI)
    change(
        database_urls,
        "update unregistered_gateway set heard_at = heard_at - interval '2 minutes'",
    )

    told(EUI)

    (row,) = rows(database_urls, "select * from unregistered_gateway")
    assert row["heard_at"] == NOON


def test_a_sender_that_names_ever_new_ones_fills_nothing_up(
    world: World, database_urls: DatabaseUrls, told: Told
) -> None:
    change(
        database_urls,
        "insert into unregistered_gateway"  # noqa: S608 ours
        " (tenant_id, gateway_id, first_heard_at, heard_at)"
        f" select {world.musterstadt.id}, 'gateway ' || n, now(), now()"
        f" from generate_series(2, {MOST_UNREGISTERED}) n",
    )

    told(EUI, OTHER_EUI, "x" * 65)

    (kept,) = rows(
        database_urls,
        "select count(*), count(*) filter (where gateway_id ~ '^0') as new"
        " from unregistered_gateway",
    )
    assert kept == {"count": MOST_UNREGISTERED, "new": 1}
