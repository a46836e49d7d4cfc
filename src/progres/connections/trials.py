"""Whether a broker would be reached as it is entered; nothing is stored or taken."""

import asyncio
import copy
from collections.abc import Callable
from functools import partial

from django.conf import settings

from progres.connections.checks import MqttFields
from progres.connections.models import Connection, MqttSettings
from progres.connections.mqtt_actions import new_client_id, opened, take_over
from progres.connections.rules import filters_of
from progres.lns.topics import CHIRPSTACK_GATEWAYS
from progres.mqtt.link import Session
from progres.mqtt.reach import Address, try_out


def trial_of(
    fields: MqttFields, *, kind: str, known: Connection | None = None
) -> Callable[[], bool]:
    """Return what tries a broker, which takes seconds and needs no database.

    It says whether all topics are granted, also those of gateways, and raises
    NotConnected. What is `known` gives the secrets that are left empty, as it would if
    it were changed. Raises BadConnection.
    """
    if known is None:
        found = MqttSettings(
            connection=Connection(kind=kind),
            client_id=new_client_id(),
            left_filters=[],
        )
    else:
        found = copy.copy(known.mqtt)
    take_over(found, fields)
    address = Address(
        host=found.host,
        port=found.port,
        tls=found.tls,
        ca_certificate=found.ca_certificate,
        client_certificate=found.client_certificate,
        client_key=opened(found, "key"),
    )
    session = Session(
        client_id=new_client_id(),  # not to take the session of who is at work
        filters=filters_of(kind, found.application, found.prefix),
        beside=CHIRPSTACK_GATEWAYS if found.gateways else (),
        username=found.username,
        password=opened(found, "password"),
    )
    return partial(_run, address, session)


def _run(address: Address, session: Session) -> bool:
    internal = settings.INTERNAL_HOSTS
    return asyncio.run(try_out(address, session, internal=internal))
