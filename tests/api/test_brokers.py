"""Connections by MQTT and messages of connections, as programs see them."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from progres.accounts.role_actions import create_role
from progres.connections.models import Message
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.api.calls import Caller, caller
from tests.ingest.front_door import change
from tests.world import NOON, World, keep

BROKER = {"broker": "mqtts://broker.example.org", "username": "p", "password": "word"}


@pytest.fixture
def olga(world: World) -> Iterator[Caller]:
    with scoped(world.everything):
        yield caller(world.olga)


def made(olga: Caller, **more: object) -> dict[str, object]:
    body = {"kind": "chirpstack", "name": "Broker", "mqtt": {**BROKER, **more}}
    answer = olga.post("/connections", body)
    assert answer.status == 201, answer.content
    content: dict[str, object] = answer.content
    return content


def test_a_connection_by_mqtt_has_no_token_and_tells_no_secret(olga: Caller) -> None:
    found = made(olga)

    assert found["token"] is None
    assert found["url"] == "mqtts://broker.example.org:8883"
    assert (found["transport"], found["link"]) == ("mqtt", None)
    assert "word" not in str(olga.get(f"/connections/{found['id']}").content)
    assert olga.post(f"/connections/{found['id']}/token").status == 404


@pytest.mark.parametrize(
    "wrong",
    [{"broker": "http://x"}, {"application": "a/b"}, {"ca_certificate": "none"}],
)
def test_a_broker_that_cannot_be_is_a_422_with_a_sentence(
    olga: Caller, wrong: dict[str, object]
) -> None:
    body = {"kind": "chirpstack", "name": "Broker", "mqtt": {**BROKER, **wrong}}

    answer = olga.post("/connections", body)

    assert answer.status == 422
    assert answer.content["detail"].endswith(".")


def test_a_connection_is_changed_paused_and_goes_on(olga: Caller) -> None:
    path = f"/connections/{made(olga)['id']}"

    changed = olga.put(path, {"name": "Neu", "mqtt": {**BROKER, "application": "7"}})
    paused = olga.post(f"{path}/pause")
    again = olga.post(f"{path}/resume")

    assert changed.content["name"] == "Neu"
    assert paused.content["paused_at"] is not None
    assert again.content["paused_at"] is None
    assert olga.get(f"{path}/health").content["rejected"] == 0


def test_a_stranger_learns_of_no_connection(world: World, olga: Caller) -> None:
    number = made(olga)["id"]
    nora = caller(world.nora)

    for found in (
        nora.get(f"/connections/{number}"),
        nora.get(f"/connections/{number}/messages"),
        nora.post(f"/connections/{number}/pause"),
        nora.post(f"/connections/{number}/messages/1/replay"),
        nora.put(f"/connections/{number}", {"name": "Nord"}),
    ):
        assert found.status == 404
        assert "roker" not in str(found.content)


def test_messages_are_listed_and_a_rejected_one_is_taken_again(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    for body in ("{", ""):  # the second one was too large to be kept
        change(
            database_urls,
            "insert into connection_message (tenant_id, connection_id, received_at,"  # noqa: S608 numbers of ours
            " event, dev_eui, outcome, note, body) values"
            f" ({world.musterstadt.id}, {world.connection.id}, now(), 'up', '',"
            f" 'rejected', 'wrong', '{body}')",
        )
    path = f"/connections/{world.connection.id}/messages"
    with transaction.atomic(), scoped(world.everything):
        olga = caller(world.olga)
        too_large, kept = olga.get(path).content["items"]

        assert kept["note"] == "wrong"
        assert olga.post(f"{path}/{kept['id']}/replay").status == 202
        assert olga.post(f"{path}/{too_large['id']}/replay").status == 404
        waiting = Message.objects.of(world.olga.scope).exclude(again_at=None)
        assert [message.id for message in waiting] == [kept["id"]]


def test_messages_need_the_right_to_see_readings_as_on_pages(world: World) -> None:
    with scoped(world.everything):
        rita = caller(world.rita)
        role = create_role(
            name="Netz",
            permissions=["connections.view", "connections.edit"],
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        world.rita.user.role = role.slug
        keep(world.rita.user)
        path = f"/connections/{world.connection.id}"

        assert rita.get(path).status == 200
        assert rita.get(f"{path}/messages").status == 403
        assert rita.post(f"{path}/messages/1/replay").status == 403
