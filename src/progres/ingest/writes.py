"""What can be handed to the writer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from progres.alarms.rules import Limit
from progres.codecs.outcome import OTHER_PROBLEMS
from progres.codecs.values import Value
from progres.lorawan.uplink import Uplink
from progres.readings.rules import UplinkState


@dataclass(frozen=True, slots=True)
class Contents:
    """A decoded payload in the form of a row of `reading`, or why there is none."""

    state: UplinkState
    values: Mapping[str, Value] = field(default_factory=dict)
    layout_id: int = 0
    numbers: str = "{}"  # an array literal in the layout's order
    extra: str | None = None  # JSON
    problem: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """The row of `unassigned_uplink` that an uplink comes from, with its messages."""

    id: int
    bodies: int  # how many it had when it was taken


@dataclass(frozen=True, slots=True)
class StoreUplink:
    """An uplink of a device of ours."""

    uplink: Uplink
    frame_key: int
    tenant_id: int
    device_id: int
    connection_id: int
    received_at: datetime
    ts: datetime
    late: bool
    contents: Contents
    limits: tuple[Limit, ...]
    receptions: list[dict[str, object]]
    body: bytes | None = None  # of the message that delivers it
    waited: Waited | None = None  # instead, if it was unassigned until now


@dataclass(frozen=True, slots=True)
class StoreContents:
    """The payload of an uplink that was stored undecoded."""

    tenant_id: int
    device_id: int
    received_at: datetime
    frame_key: int
    ts: datetime
    late: bool
    f_cnt: int
    contents: Contents
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class StoreBattery:
    """A device's answer to a status request."""

    tenant_id: int
    device_id: int
    percent: float
    ts: datetime


@dataclass(frozen=True, slots=True)
class StoreUnassigned:
    """An uplink that no device of ours bears."""

    uplink: Uplink
    frame_key: int
    tenant_id: int
    connection_id: int
    reason: str
    received_at: datetime
    ts: datetime
    late: bool
    receptions: list[dict[str, object]]
    body: bytes


@dataclass(frozen=True, slots=True)
class StoreMessage:
    """Anything else that came in: an event, or what could not be read.

    `facts` are JSON and fill the places of `note`; None if it is no text of ours.
    """

    tenant_id: int
    connection_id: int
    received_at: datetime
    event: str
    dev_eui: str
    outcome: str
    note: str
    facts: str | None
    body: bytes


Write = StoreUplink | StoreContents | StoreBattery | StoreUnassigned | StoreMessage


def without_values(write: Write) -> Write | None:
    """Return a write whose values the database refused as one without; None if bare."""
    if isinstance(write, StoreUplink | StoreContents) and write.contents.values:
        refused = Contents(
            state=UplinkState.FAILED,
            problem="unstorable",
            message=OTHER_PROBLEMS["unstorable"],
        )
        return replace(write, contents=refused)
    return None
