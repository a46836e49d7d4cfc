"""Brokers as people enter them: what is refused, kept sealed, and told to nobody."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from progres.audit.models import AuditEntry
from progres.connections.actions import renew_token
from progres.connections.checks import BadConnection, MqttFields
from progres.connections.models import Connection, MqttSettings
from progres.connections.mqtt_actions import (
    change_connection,
    create_mqtt_connection,
    opened,
    reseal_mqtt,
)
from progres.database.scope import scoped
from progres.kit.secrets import MasterKeys, new_master_key
from tests.ingest.certificates import Authority
from tests.world import NOON, World

FIELDS = MqttFields(
    broker="mqtts://broker.example.org",
    username="progres",
    password="an-entirely-secret-word",  # noqa: S106 invented
    application="9d2c3f3e",
)
# On the curve secp112r1, which OpenSSL knows and what we read keys with does not.
ODD_KEY = """-----BEGIN EC PRIVATE KEY-----
MD4CAQEEDmhcA4OMUZJPxLVSUgVHoAcGBSuBBAAGoSADHgAEvfnMiDFclmZVE90r
nErAQQiyTZYVZrtygPBNIA==
-----END EC PRIVATE KEY-----
"""


def make(
    world: World, fields: MqttFields = FIELDS, kind: str = "chirpstack"
) -> Connection:
    with scoped(world.olga.scope):
        return create_mqtt_connection(
            name="Broker",
            kind=kind,
            mqtt=fields,
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )


def test_a_broker_is_kept_with_its_usual_port_and_a_session_of_its_own(
    world: World,
) -> None:
    one, other = make(world).mqtt, make(world).mqtt

    assert (one.host, one.port, one.tls) == ("broker.example.org", 8883, True)
    assert one.client_id.startswith("progres-")
    assert one.client_id != other.client_id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"broker": "https://broker.example.org"}, "is not the address of a broker"),
        ({"broker": "mqtt://"}, "is not the address of a broker"),
        ({"broker": "mqtt://host:99999"}, "is not the address of a broker"),
        ({"broker": "mqtt://user:word@host"}, "is not the address of a broker"),
        ({"broker": "mqtt://host/path"}, "is not the address of a broker"),
        ({"application": "+"}, "is not an application"),
        ({"application": "a/b"}, "is not an application"),
        ({"prefix": "#"}, "is not a beginning of topics"),
        ({"ca_certificate": "none"}, "cannot be read"),
        ({"client_certificate": "none", "client_key": "none"}, "cannot be read"),
        ({"client_key": "none"}, "needs the certificate"),
    ],
)
def test_a_broker_that_cannot_be_is_refused_with_a_sentence(
    world: World, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadConnection, match=words):
        make(world, replace(FIELDS, **fields))


def test_the_things_stack_needs_a_user_name(world: World) -> None:
    with pytest.raises(BadConnection, match="needs a user name"):
        make(world, replace(FIELDS, username=""), kind="tts")


def test_a_key_must_belong_to_its_certificate(world: World) -> None:
    authority = Authority()
    one, other = authority.issue("a"), authority.issue("b")
    mixed = replace(FIELDS, client_certificate=one.certificate, client_key=other.key)

    with pytest.raises(BadConnection, match="do not belong together"):
        make(world, mixed)
    with pytest.raises(BadConnection, match="only shown with TLS"):
        make(world, replace(mixed, client_key=one.key, broker="mqtt://a.example.org"))
    with pytest.raises(BadConnection, match="needs the private key"):
        make(world, replace(mixed, client_key=""))


def test_a_key_of_a_kind_that_nobody_uses_is_refused(world: World) -> None:
    own = Authority().issue("a")
    fields = replace(FIELDS, client_certificate=own.certificate, client_key=ODD_KEY)

    with pytest.raises(BadConnection, match="private key cannot be read"):
        make(world, fields)


def test_secrets_are_sealed_and_stand_in_no_log(world: World) -> None:
    made = make(world)
    change(world, made, replace(FIELDS, password="another-secret-word"))  # noqa: S106 invented

    with scoped(world.olga.scope):
        stored = MqttSettings.objects.of(world.olga.scope).get()
        logged = list(
            AuditEntry.objects.of(world.olga.scope).values("action", "details")
        )
    assert b"secret-word" not in bytes(stored.sealed_password or b"")
    told = json.dumps(logged, default=str)
    assert "secret-word" not in told
    assert "new_password" in told


def test_an_empty_password_keeps_the_one_that_is_known(world: World) -> None:
    made = make(world)
    before = bytes(made.mqtt.sealed_password or b"")

    change(world, made, replace(FIELDS, password="", application="7"))

    with scoped(world.olga.scope):
        after = MqttSettings.objects.of(world.olga.scope).get()
    assert bytes(after.sealed_password or b"") == before
    assert opened(after, "password") == FIELDS.password
    assert after.client_id == made.mqtt.client_id


@pytest.mark.parametrize(
    "broker", ["mqtts://other.example.org", "mqtt://broker.example.org"]
)
def test_a_known_password_is_not_told_to_another_broker_or_without_tls(
    world: World, broker: str
) -> None:
    made = make(world)

    with pytest.raises(BadConnection, match="enter the password again"):
        change(world, made, replace(FIELDS, password="", broker=broker))

    change(world, made, replace(FIELDS, broker=broker))


def test_topics_that_are_no_longer_asked_for_are_given_up_until_they_are_again(
    world: World,
) -> None:
    made = make(world)

    def left() -> list[str]:
        with scoped(world.olga.scope):
            return MqttSettings.objects.of(world.olga.scope).get().left_filters

    change(world, made, replace(FIELDS, application="", gateways=False))
    assert left() == [
        "+/gateway/+/event/stats",
        "+/gateway/+/state/conn",
        "application/9d2c3f3e/device/+/event/+",
        "gateway/+/event/stats",
        "gateway/+/state/conn",
    ]
    change(world, made, FIELDS)
    assert left() == ["application/+/device/+/event/+"]


def test_password_and_key_stay_readable_when_the_master_key_is_changed(
    world: World, settings: Settings
) -> None:
    own = Authority().issue("progres")
    fields = replace(FIELDS, client_certificate=own.certificate, client_key=own.key)
    make(world, fields)
    old: MasterKeys = settings.MASTER_KEYS
    new = MasterKeys((MasterKeys.parse(new_master_key()).keys[0], *old.keys))

    with scoped(world.olga.scope):
        assert (reseal_mqtt(new), reseal_mqtt(new)) == (2, 0)
        settings.MASTER_KEYS = MasterKeys(new.keys[:1])
        stored = MqttSettings.objects.of(world.olga.scope).get()
        assert opened(stored, "password") == FIELDS.password
        assert opened(stored, "key") == own.key


def test_a_broker_has_no_secret_of_ours_and_a_webhook_no_broker(world: World) -> None:
    made = make(world)

    with scoped(world.olga.scope), pytest.raises(Connection.DoesNotExist):
        renew_token(made.id, by=world.olga, at=NOON)
    with pytest.raises(BadConnection, match="leads to no broker"):
        change(world, world.connection, FIELDS)


def test_a_stranger_neither_changes_nor_sees_a_broker(world: World) -> None:
    made = make(world)

    with scoped(world.nora.scope):
        assert not MqttSettings.objects.of(world.nora.scope).exists()
        with pytest.raises(Connection.DoesNotExist), transaction.atomic():
            change_connection(made.id, name="Nord", mqtt=FIELDS, by=world.nora, at=NOON)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from connection_mqtt")
            assert cursor.fetchone() == (0,)


def change(world: World, made: Connection, fields: MqttFields) -> None:
    with scoped(world.olga.scope):
        change_connection(made.id, name="Broker", mqtt=fields, by=world.olga, at=NOON)
