"""The way of a message: who sent it, what it says, whose it is, and to disk."""

from dataclasses import dataclass
from datetime import datetime

from progres.connections.rules import Kind, Outcome, Reason
from progres.ingest.contents import Decoder, Payload
from progres.ingest.errors import NotEntitled, Overloaded, Paused
from progres.ingest.group import MOST_RECEPTIONS
from progres.ingest.heard import Heard
from progres.ingest.notes import as_stored, event_name, note_of
from progres.ingest.registry import ConnectionEntry, DeviceEntry, Registry
from progres.ingest.state import time_of
from progres.ingest.writer import Writer
from progres.ingest.writes import (
    StoreBattery,
    StoreMessage,
    StoreUnassigned,
    StoreUplink,
)
from progres.kit.refusal import Said
from progres.kit.secrets import hash_token, matches
from progres.lns import chirpstack, tts
from progres.lns.fields import UnreadableMessage
from progres.lorawan.uplink import (
    DeviceStatus,
    GatewayStatus,
    Message,
    Reception,
    Uplink,
    frame_key,
)

NOT_STORED = Said("This could not be stored; the server's log says why.")
NO_HASH = hash_token("no connection has this secret")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One message of a network server."""

    connection_id: int
    kind: str
    secret: str = ""  # of a webhook; by MQTT it is we who called
    event: str
    body: bytes
    received_at: datetime
    late: bool = False  # taken again: whatever it says, it is not news any more


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a delivery; `problem` is a sentence if it could not be read."""

    outcome: str
    problem: str | None = None


class Pipeline:
    """Takes deliveries; returns only when they are committed."""

    def __init__(
        self, registry: Registry, decoder: Decoder, writer: Writer, heard: Heard
    ) -> None:
        self._registry = registry
        self._decoder = decoder
        self._writer = writer
        self._heard = heard

    async def accept(self, delivery: Delivery) -> Receipt:
        """Take one delivery.

        Raises NotEntitled for an unknown connection or a wrong secret, Overloaded if
        it cannot be stored now.
        """
        connection = await self.identify(
            delivery.connection_id, delivery.kind, delivery.secret
        )
        return await self._take(delivery, connection)

    async def take(self, delivery: Delivery) -> Receipt:
        """Take what a broker handed over that we asked ourselves.

        Raises Overloaded also if the connection is paused or gone: what is not taken
        stays with the broker.
        """
        return await self._take(delivery, await self._known(delivery))

    async def reject(self, delivery: Delivery, problem: Said) -> Receipt:
        """Keep a message that cannot be taken, with the reason. Raises Overloaded."""
        connection = await self._known(delivery)
        return await self._keep_rejected(delivery, connection, problem)

    async def _known(self, delivery: Delivery) -> ConnectionEntry:
        await self._registry.refresh()
        connection = self._registry.connections.get(delivery.connection_id)
        if connection is None or connection.paused:
            raise Overloaded("The connection takes nothing now.")
        return connection

    async def _take(self, delivery: Delivery, connection: ConnectionEntry) -> Receipt:
        try:
            message = _parse(delivery)
        except UnreadableMessage as error:
            return await self._keep_rejected(delivery, connection, error)
        match message:
            case Uplink():
                outcome = await self._take_uplink(delivery, connection, message)
            case GatewayStatus():
                outcome = await self._take_gateway(delivery, connection, message)
            case DeviceStatus():
                await self._take_status(delivery, connection, message)
                outcome = await self._note(delivery, connection, message)
            case _:
                outcome = await self._note(delivery, connection, message)
        return Receipt(outcome=outcome)

    async def identify(
        self, connection_id: int, kind: str, secret: str
    ) -> ConnectionEntry:
        """Find the connection of this kind and secret. Raises as `accept` does."""
        await self._registry.refresh()
        connection = self._registry.connections.get(connection_id)
        # Compared also where there is no such connection: both take the same time.
        known = connection.token_hash if connection else NO_HASH
        fits = matches(secret, known)
        if connection is None or not fits or connection.kind != kind:
            raise NotEntitled("There is no such connection, or the secret is wrong.")
        if connection.paused:
            raise Paused("The connection is paused; its owner can let it go on.")
        return connection

    async def _take_uplink(
        self, delivery: Delivery, connection: ConnectionEntry, uplink: Uplink
    ) -> str:
        ts = time_of(uplink.sent_at, delivery.received_at)
        devices = await self._devices_below(connection, uplink.dev_eui)
        receptions = [_reception(r) for r in uplink.receptions]
        if not uplink.late and not uplink.simulated:
            self._heard.note(
                connection.tenant_id,
                [r.gateway_id for r in uplink.receptions[:MOST_RECEPTIONS]],
                min(ts, delivery.received_at),
            )
        if len(devices) != 1:
            return await self._writer.store(
                StoreUnassigned(
                    uplink=uplink,
                    frame_key=frame_key(uplink),
                    tenant_id=connection.tenant_id,
                    connection_id=connection.id,
                    reason=Reason.AMBIGUOUS if devices else Reason.UNKNOWN,
                    received_at=delivery.received_at,
                    ts=ts,
                    late=delivery.late or uplink.late,
                    receptions=receptions,
                    body=delivery.body,
                )
            )
        device = devices[0]
        contents = await self._decoder.read(
            Payload(
                codec=device.codec,
                f_port=uplink.f_port,
                payload=uplink.payload,
                ts=ts,
                encrypted=uplink.encrypted,
            )
        )
        return await self._writer.store(
            StoreUplink(
                uplink=uplink,
                frame_key=frame_key(uplink),
                tenant_id=device.tenant_id,
                device_id=device.id,
                connection_id=connection.id,
                received_at=delivery.received_at,
                ts=ts,
                late=delivery.late or uplink.late,
                contents=contents,
                limits=device.limits,
                receptions=receptions,
                body=delivery.body,
            )
        )

    async def _devices_below(
        self, connection: ConnectionEntry, dev_eui: str
    ) -> list[DeviceEntry]:
        devices = await self._registry.devices(dev_eui)
        return [d for d in devices if connection.tenant_id in d.lineage]

    async def _take_status(
        self, delivery: Delivery, connection: ConnectionEntry, status: DeviceStatus
    ) -> None:
        devices = await self._devices_below(connection, status.dev_eui)
        if len(devices) == 1 and status.battery_percent is not None:
            await self._writer.store(
                StoreBattery(
                    tenant_id=devices[0].tenant_id,
                    device_id=devices[0].id,
                    percent=status.battery_percent,
                    ts=time_of(status.at, delivery.received_at),
                )
            )

    async def _take_gateway(
        self, delivery: Delivery, connection: ConnectionEntry, status: GatewayStatus
    ) -> str:
        """Note a sign of life by our clock: gateways' own may be wrong by years.

        They come every 30 s, so that only a lost connection is kept as a message.
        """
        if not status.is_online:
            return await self._note(delivery, connection, status)
        self._heard.note(
            connection.tenant_id,
            [status.gateway_id],
            delivery.received_at,
            is_status=True,
        )
        if status.report is not None:
            self._heard.count(
                connection.tenant_id,
                status.gateway_id,
                status.report,
                reported_at=status.at or delivery.received_at,
                received_at=delivery.received_at,
            )
        return Outcome.NOTED

    async def _note(
        self, delivery: Delivery, connection: ConnectionEntry, message: Message
    ) -> str:
        return await self._writer.store(
            StoreMessage(
                tenant_id=connection.tenant_id,
                connection_id=connection.id,
                received_at=delivery.received_at,
                event=event_name(message),
                dev_eui=message.dev_eui or "",
                outcome=Outcome.NOTED,
                **as_stored(note_of(message)),
                body=delivery.body,
            )
        )

    async def _keep_rejected(
        self, delivery: Delivery, connection: ConnectionEntry, problem: Said
    ) -> Receipt:
        outcome = await self._writer.store(
            StoreMessage(
                tenant_id=connection.tenant_id,
                connection_id=connection.id,
                received_at=delivery.received_at,
                event="".join(c for c in delivery.event if c.isprintable()),
                dev_eui="",
                outcome=Outcome.REJECTED,
                **as_stored(problem),
                body=delivery.body,
            )
        )
        return Receipt(outcome=outcome, problem=str(problem))


def _parse(delivery: Delivery) -> Message:
    if delivery.kind == Kind.CHIRPSTACK:
        return chirpstack.parse(delivery.event, delivery.body)
    return tts.parse(delivery.body)


def _reception(reception: Reception) -> dict[str, object]:
    facts = {
        "gateway_id": reception.gateway_id,
        "rssi_dbm": reception.rssi_dbm,
        "snr_db": reception.snr_db,
        "latitude": reception.latitude,
        "longitude": reception.longitude,
    }
    return {name: value for name, value in facts.items() if value is not None}
