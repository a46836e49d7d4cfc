"""Two people change different parts of the same thing at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.alarms.setting import make_rule
from tests.api.calls import Answer, Caller, caller
from tests.metering.setting import make_point, put_in
from tests.ops.running import until
from tests.world import World, make_asset

Change = dict[str, object]
AtOnce = Callable[[Callable[[], Answer], Callable[[], Any]], None]


@pytest.fixture
def at_once(committed_world: World, database_urls: DatabaseUrls) -> AtOnce:
    """Let a second one begin when the first has changed, and not yet committed."""

    def is_waiting() -> bool:
        with psycopg.connect(database_urls.owner) as owner:
            query = "select 1 from pg_locks where not granted"
            return owner.execute(query).fetchone() is not None

    def second_of(call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            connection.close()

    def run(first: Callable[[], Answer], second: Callable[[], Any]) -> None:
        with ThreadPoolExecutor(1) as other:
            with transaction.atomic():
                assert first().status in {200, 204}
                begun = other.submit(second_of, second)
                until(is_waiting)
            begun.result()

    return run


@pytest.fixture
def olga(committed_world: World) -> Caller:
    return caller(committed_world.olga)


@pytest.fixture
def otto(committed_world: World) -> Caller:
    return caller(committed_world.otto)


@pytest.mark.parametrize("noun", ["devices", "device-types", "alarm-rules"])
def test_each_change_stays(
    committed_world: World, at_once: AtOnce, olga: Caller, otto: Caller, noun: str
) -> None:
    world = committed_world
    changes: dict[str, tuple[int, Change, Change]] = {
        "devices": (world.device.id, {"name": "Neu"}, {"site": "Rathaus"}),
        "device-types": (world.device_type.id, {"model": "1"}, {"manufacturer": "Neu"}),
        "alarm-rules": (make_rule(world).id, {"name": "Neu"}, {"enabled": False}),
    }
    number, first, second = changes[noun]
    path = f"/{noun}/{number}"
    before = olga.get(path).content

    at_once(lambda: olga.patch(path, first), lambda: otto.patch(path, second))

    assert olga.get(path).content == {**before, **first, **second}


def test_an_exchange_that_two_undo_is_undone_once(
    committed_world: World, at_once: AtOnce, olga: Caller, otto: Caller
) -> None:
    with transaction.atomic(), scoped(committed_world.olga.scope):
        meter = put_in(committed_world, make_point(committed_world))
    path = f"/meter-exchanges/{meter.id}"
    later: list[int] = []

    at_once(
        lambda: olga.delete(path),
        lambda: later.append(otto.delete(path).status),
    )

    assert later == [404]


def test_of_two_assets_that_are_moved_into_each_other_one_moves(
    committed_world: World, at_once: AtOnce, olga: Caller, otto: Caller
) -> None:
    with transaction.atomic(), scoped(committed_world.olga.scope):
        one = make_asset(committed_world, "Schule")
        other = make_asset(committed_world, "Turnhalle")
    later: list[int] = []

    at_once(
        lambda: olga.patch(f"/assets/{one.id}", {"parent": other.id}),
        lambda: later.append(
            otto.patch(f"/assets/{other.id}", {"parent": one.id}).status
        ),
    )

    assert later == [422]
    assert olga.get(f"/assets/{one.id}").content["parent"] == other.id


def test_switching_a_rule_off_leaves_its_new_name(
    committed_world: World, at_once: AtOnce, olga: Caller
) -> None:
    world, rule = committed_world, make_rule(committed_world)
    path = f"/alarm-rules/{rule.id}"
    browser = Client()
    browser.force_login(world.otto.user)
    switch = reverse("web:rule_switch", args=[world.operator.id, rule.id])

    at_once(
        lambda: olga.patch(path, {"name": "Neu"}),
        lambda: browser.post(switch, {"enabled": "false"}),
    )

    content = olga.get(path).content
    assert (content["name"], content["enabled"]) == ("Neu", False)
