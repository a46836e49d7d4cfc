from datetime import timedelta

import psycopg
import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from progres.connections.queries import (
    Talk,
    UnassignedDevice,
    last_messages,
    messages_about,
    search_unassigned,
    talk_of,
    unassigned_devices,
)
from progres.database.scope import Scope, scoped
from progres.ops.postgres import DatabaseUrls
from tests.world import NOON, World

EUI = "70b3d57ed006120"
WEAK = '[{"gateway_id": "a", "rssi_dbm": -120, "snr_db": -9.5}]'
STRONG = '[{"rssi_dbm": -118, "snr_db": -3}, {"rssi_dbm": -80, "snr_db": 9}]'


@pytest.fixture
def waiting(committed_world: World, database_urls: DatabaseUrls) -> World:
    """Two DevEUIs wait for devices, one heard twice; something was not understood."""
    world = committed_world
    place = (world.musterstadt.id, world.connection.id)
    with psycopg.connect(database_urls.owner) as owner:
        for minutes, digit, reason, receptions in (
            (1, "1", "unknown", WEAK),
            (2, "1", "ambiguous", STRONG),
            (3, "2", "unknown", "[]"),
        ):
            at = NOON + timedelta(minutes=minutes)
            owner.execute(
                "insert into unassigned_uplink (tenant_id, connection_id, received_at,"
                " dev_eui, reason, frame_key, ts, late, f_cnt, payload, radio,"
                " receptions) values (%s, %s, %s, %s, %s, %s, %s, false, 1, '', '{}',"
                " %s)",
                [*place, at, EUI + digit, reason, minutes, at, receptions],
            )
        for outcome in ("noted", "rejected"):
            owner.execute(
                "insert into connection_message (tenant_id, connection_id, received_at,"
                " event, dev_eui, outcome, note, body)"
                " values (%s, %s, %s, 'up', '', %s, '', '')",
                [*place, NOON, outcome],
            )
    return world


def devices(
    scope: Scope, *, text: str = "", offset: int = 0, limit: int = 50
) -> list[UnassignedDevice]:
    with transaction.atomic(), scoped(scope):
        return unassigned_devices(scope, text=text, offset=offset, limit=limit)


def test_unassigned_uplinks_are_grouped_and_the_one_heard_last_comes_first(
    waiting: World,
) -> None:
    second, first = devices(waiting.olga.scope)

    assert (second.dev_eui, second.count, second.rssi_dbm) == (EUI + "2", 1, None)
    assert (first.dev_eui, first.count) == (EUI + "1", 2)
    assert first.last_at - first.first_at == timedelta(minutes=1)
    assert first.connection_names == ["ChirpStack Rathaus"]
    assert first.tenant_ids == [waiting.musterstadt.id]


def test_signal_and_reason_are_those_of_the_last_uplink_at_its_best_gateway(
    waiting: World,
) -> None:
    first = devices(waiting.olga.scope, text=EUI + "1")[0]

    assert (first.reason, first.rssi_dbm, first.snr_db) == ("ambiguous", -80, 9)


def test_the_groups_come_page_by_page(waiting: World) -> None:
    assert len(devices(waiting.olga.scope, limit=1)) == 1
    assert [d.dev_eui for d in devices(waiting.olga.scope, offset=1)] == [EUI + "1"]


def test_a_connection_tells_what_it_could_not_store(waiting: World) -> None:
    scope = waiting.olga.scope
    with transaction.atomic(), scoped(scope):
        talk = talk_of(scope, at=NOON)

    assert talk == {
        waiting.connection.id: Talk(
            last_at=NOON + timedelta(minutes=3),
            rejected=1,
            unassigned=3,
            in_a_day=5,
            rejected_in_a_day=1,
        )
    }


def test_a_stranger_hears_of_nothing(waiting: World) -> None:
    scope = waiting.nora.scope
    with transaction.atomic(), scoped(scope):
        assert talk_of(scope, at=NOON) == {}
    assert devices(scope) == []


def test_lists_leave_the_bodies_of_messages_where_they_are(
    waiting: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scope = waiting.olga.scope
    with transaction.atomic(), scoped(scope), django_assert_num_queries(5) as asked:
        list(search_unassigned(scope))
        list(last_messages(scope, waiting.connection.id))
        list(messages_about(scope, ""))
        unassigned_devices(scope)
    assert not [q["sql"] for q in asked.captured_queries if "bod" in q["sql"]]
