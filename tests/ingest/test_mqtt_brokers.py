"""Which brokers are reached and how, and what a change of a connection brings about."""

import asyncio

import pytest
from django.db import transaction

from progres.connections.actions import (
    delete_connection,
    pause_connection,
    resume_connection,
    try_message_again,
)
from progres.connections.checks import MqttFields
from progres.connections.models import Connection, Message
from progres.connections.mqtt_actions import change_connection
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.ingest.broker import mosquitto
from tests.ingest.certificates import Authority
from tests.ingest.front_door import Door, at_the_door, change, rows
from tests.ingest.mqtt_setting import (
    APPLICATION,
    act,
    connect_to,
    connected,
    topic,
    until,
    uplink,
)
from tests.world import NOON, World

STORED = "select count(*)::int from uplink"


def link_problem(urls: DatabaseUrls, begins: str) -> None:
    """Run a front door until a connection has a problem that begins like this."""

    async def scenario(_: Door) -> None:
        query = (
            f"select count(*)::int from connection_link where problem like '{begins}%'"  # noqa: S608
        )
        await until(urls, query, 1)

    at_the_door(urls, scenario)


# The password "right" of the user "progres", as mosquitto keeps it.
RIGHT = (
    "progres:$7$101$cHJvZ3Jlcy1zYWx0$"
    "lKCpgeRGBjjdadMy8GILKnBegnH0dKNrLvy1kz0NpfRCDrqCW//hbw1d3iSf"
    "Ww34aFJ93p4dfJGPb7QrXcZrsQ==\n"
)
TLS = ["certfile {folder}/server.crt", "keyfile {folder}/server.key"]


def test_a_broker_with_certificates_on_both_sides_is_reached(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    authority = Authority()
    server, own = authority.issue("localhost"), authority.issue(APPLICATION)
    files = {
        "ca.crt": authority.certificate,
        "server.crt": server.certificate,
        "server.key": server.key,
    }
    more = [*TLS, "cafile {folder}/ca.crt", "require_certificate true"]
    with mosquitto(more, files=files) as broker:
        connect_to(
            broker,
            committed_world,
            scheme="mqtts",
            ca_certificate=f"# für Müller\n{authority.certificate}",
            client_certificate=own.certificate,
            client_key=own.key,
        )

        async def scenario(_: Door) -> None:
            await connected(database_urls)

        at_the_door(database_urls, scenario)
    (stored,) = rows(database_urls, "select sealed_key from connection_mqtt")
    assert b"PRIVATE" not in bytes(stored["sealed_key"])


def test_a_certificate_of_an_unknown_authority_is_not_trusted(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    server = Authority().issue("localhost")
    files = {"server.crt": server.certificate, "server.key": server.key}
    with mosquitto(TLS, files=files) as broker:
        connect_to(broker, committed_world, scheme="mqtts")
        link_problem(database_urls, "The certificate of")


def test_a_wrong_password_is_named_and_the_right_one_helps_without_a_restart(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    files = {"passwords": RIGHT}
    more = ["allow_anonymous false", "password_file {folder}/passwords"]
    with mosquitto(more, files=files) as broker:
        connection = connect_to(
            broker,
            committed_world,
            username="progres",
            password="wrong",  # noqa: S106 none
        )

        async def scenario(_: Door) -> None:
            await until(
                database_urls,
                "select max(problem) from connection_link",
                "The broker refuses access; check user name, password and certificate.",
            )
            await act(correct)
            await connected(database_urls)

        @transaction.atomic
        def correct() -> None:
            with scoped(committed_world.olga.scope):
                change_connection(
                    connection.id,
                    name="Neu",
                    mqtt=MqttFields(
                        broker=connection.mqtt.url,
                        username="progres",
                        password="right",  # noqa: S106 none
                        application=APPLICATION,
                    ),
                    by=committed_world.olga,
                    at=NOON,
                )

        at_the_door(database_urls, scenario)


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "10.0.0.7"])
def test_a_host_within_the_house_is_not_called_unless_it_is_named(
    committed_world: World, database_urls: DatabaseUrls, host: str
) -> None:
    with mosquitto() as broker:
        connection = connect_to(broker, committed_world)
        change(
            database_urls,
            f"update connection_mqtt set host = '{host.strip('[]')}'"  # noqa: S608
            f" where connection_id = {connection.id}",
        )
        link_problem(database_urls, "%(host)s is not a public address")


def test_a_pause_leaves_messages_at_the_broker_and_a_webhook_is_told_to_come_again(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    @transaction.atomic
    def switch(action: object, connection: Connection) -> None:
        with scoped(world.olga.scope):
            action(connection.id, by=world.olga, at=NOON)  # type: ignore[operator] # one of two

    with mosquitto() as broker:
        connection = connect_to(broker, world)

        async def scenario(door: Door) -> None:
            await connected(database_urls)
            await act(switch, pause_connection, connection)
            await act(switch, pause_connection, world.connection)
            answer = await door.uplink(world, f_cnt=7)
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            assert (await door.uplink(world)).status_code == 503
            await asyncio.to_thread(broker.publish, [uplink(1)])
            assert not rows(database_urls, "select from uplink")
            await act(switch, resume_connection, world.connection)
            await act(switch, resume_connection, connection)
            await until(database_urls, STORED, 1)
            assert (await door.uplink(world, f_cnt=2)).status_code == 200

        at_the_door(database_urls, scenario)


def test_a_deleted_connection_is_let_go(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world

    @transaction.atomic
    def delete(connection: Connection) -> None:
        with scoped(world.olga.scope):
            delete_connection(connection.id, by=world.olga, at=NOON)

    with mosquitto() as broker:
        connection = connect_to(broker, world)
        number = connection.id

        async def scenario(_: Door) -> None:
            await connected(database_urls)
            await act(delete, connection)
            await until(
                database_urls,
                "select count(*)::int from connection_mqtt",
                0,
            )
            running = [
                task
                for task in asyncio.all_tasks()
                if task.get_name() == f"mqtt {number}"
            ]
            await asyncio.wait(running, timeout=20)
            assert all(task.done() for task in running)

        at_the_door(database_urls, scenario)
    assert not rows(database_urls, "select from connection_mqtt")


def test_a_rejected_message_is_taken_again_when_somebody_asks(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    world = committed_world
    with mosquitto() as broker:
        connection = connect_to(broker, world)

        @transaction.atomic
        def ask() -> None:
            with scoped(world.olga.scope):
                message = Message.objects.of(world.olga.scope).get()
                try_message_again(connection.id, message.id, by=world.olga, at=NOON)

        async def scenario(_: Door) -> None:
            await connected(database_urls)
            await asyncio.to_thread(broker.publish, [(topic(), b"{")])
            await until(
                database_urls, "select count(*)::int from connection_message", 1
            )
            # As if our reading had been wrong, and was mended since.
            await asyncio.to_thread(
                change,
                database_urls,
                f"update connection_message set body = '\\x{uplink(9)[1].hex()}'",  # noqa: S608
            )
            await act(ask)
            await until(database_urls, STORED, 1)
            await until(
                database_urls, "select count(*)::int from connection_message", 0
            )

        at_the_door(database_urls, scenario)
    (stored,) = rows(database_urls, "select f_cnt, late from uplink")
    assert stored == {"f_cnt": 9, "late": True}
