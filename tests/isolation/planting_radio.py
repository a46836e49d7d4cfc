"""What hears devices in an instance: a gateway, and connections to network servers."""

from progres.alarms.gateway_recipients import (
    gateway_recipients,
    set_gateway_recipients,
)
from progres.connections.actions import create_connection, pause_connection
from progres.connections.checks import MqttFields
from progres.connections.mqtt_actions import create_mqtt_connection
from progres.gateways.actions import register_gateway
from progres.gateways.checks import GatewayFields
from tests.isolation.planting_people import Ids, numbers
from tests.isolation.times import NOW
from tests.isolation.tree import Home


def plant_gateway(home: Home) -> Ids:
    """A gateway of the instance's own, and one that instances below see, too."""
    own, _shared = (
        register_gateway(
            GatewayFields(
                gateway_id=f"{start}{next(numbers):08x}",
                name=f"Gateway {word}",
                model=f"Modell {word}",
                antenna=f"Antenne {word}",
                site=f"Turm {word}",
                latitude=52.5,
                longitude=13.4,
                sim_number=f"SIM {word}",
                contacts=f"Kontakt {word}",
                shared=shared,
            ),
            tenant=home.tenant,
            by=home.admin,
            at=NOW,
        )
        for word, start, shared in (
            (home.word, home.gateway_start, False),
            (home.shared_word, "5a5a5a5a", True),
        )
    )
    set_gateway_recipients(
        own.id, [f"turm@{home.word}.example.org"], by=home.admin, at=NOW
    )
    told = gateway_recipients(home.admin.scope, own.id).get()
    return {"gateway_id": own.id, "gateway_recipient_id": told.id}


def plant_connection(home: Home) -> Ids:
    """A connection to a network server by webhook, and one by MQTT."""
    connection, _token = create_connection(
        name=f"Fernwirk {home.word}",
        kind="chirpstack",
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    fetched = create_mqtt_connection(
        name=f"Fernwirk {home.word} {next(numbers)}",
        kind="chirpstack",
        mqtt=MqttFields(
            broker=f"mqtt://{home.word}.example.org",
            username=home.word,
            password=home.word,
            application=home.word,
        ),
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    # Paused, for nobody is to be called.
    pause_connection(fetched.id, by=home.admin, at=NOW)
    return {"connection_id": connection.id, "mqtt_connection_id": fetched.id}
