"""The last messages of a connection, whatever became of them, as one list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from progres.connections import queries
from progres.connections.rules import LAST_MESSAGES, Outcome, Reason
from progres.database.scope import Scope
from progres.devices.queries import search_devices
from progres.readings.rules import UplinkState
from progres.readings.uplinks import uplinks_of_connection
from progres.readings.values import UplinkRow
from progres.web.codec_words import stored_problem_in_words
from progres.web.device_frame import write_place
from progres.web.refusals import note_in_words

PROBLEMS_OF = timedelta(days=7)  # what is older can wait no longer

_OF_UPLINK = {
    UplinkState.UNDECODED: _("Kept; waits to be decoded."),
    UplinkState.DECODED: _("Stored and decoded."),
    UplinkState.FAILED: _("Kept, but not decoded."),
    UplinkState.EMPTY: _("Stored; there was nothing to decode."),
}
_OF_REASON = {
    Reason.UNKNOWN: _("Kept as unassigned: no device has this DevEUI."),
    Reason.AMBIGUOUS: _("Kept as unassigned: several devices have this DevEUI."),
}
_OF_OUTCOME = {
    Outcome.NOTED: _("Noted."),
    Outcome.REJECTED: _("Not understood; kept as it came."),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One message: what it was, about which device, and what became of it.

    `state` is one of the six states' names, for shape and colour. `message_id` or
    `uplink_place` leads to the body.
    """

    at: datetime
    event: str
    state: str
    words: str | Promise
    note: str = ""
    dev_eui: str = ""
    device_id: int | None = None
    device_name: str = ""
    message_id: int | None = None
    uplink_place: str = ""


def lines_of(
    scope: Scope, connection_id: int, *, only_problems: bool, at: datetime
) -> list[Line]:
    """Return the last hundred messages of a connection, the newest first.

    With `only_problems` those that somebody may want to mend: what was not understood
    or belongs to no device, and uplinks of the last week that were not decoded.
    """
    uplinks = uplinks_of_connection(
        scope,
        connection_id,
        undecoded_since=at - PROBLEMS_OF if only_problems else None,
        limit=LAST_MESSAGES,
    )
    lines = [
        *_stored(scope, uplinks),
        *_unassigned(scope, connection_id),
        *_others(scope, connection_id, only_problems=only_problems),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LAST_MESSAGES]


def _stored(scope: Scope, uplinks: Sequence[UplinkRow]) -> Iterator[Line]:
    ids = {uplink.device_id for uplink in uplinks}
    devices = search_devices(scope).filter(id__in=ids).in_bulk()
    for uplink in uplinks:
        device = devices.get(uplink.device_id)
        failed = uplink.state == UplinkState.FAILED
        yield Line(
            at=uplink.received_at,
            event="uplink",
            state="late" if failed else "ok",
            words=_OF_UPLINK[uplink.state],
            note=stored_problem_in_words(uplink.problem or "", uplink.message or "")
            if failed
            else "",
            dev_eui=device.dev_eui if device else "",
            device_id=device.id if device else None,
            device_name=device.name if device else "",
            uplink_place=write_place(uplink),
        )


def _unassigned(scope: Scope, connection_id: int) -> Iterator[Line]:
    uplinks = queries.search_unassigned(scope).filter(connection_id=connection_id)
    for uplink in uplinks[:LAST_MESSAGES]:
        yield Line(
            at=uplink.received_at,
            event="uplink",
            state="unknown",
            words=_OF_REASON[Reason(uplink.reason)],
            dev_eui=uplink.dev_eui,
        )


def _others(scope: Scope, connection_id: int, *, only_problems: bool) -> Iterator[Line]:
    messages = queries.last_messages(scope, connection_id)
    if only_problems:
        messages = messages.filter(outcome=Outcome.REJECTED)
    for message in messages:
        yield Line(
            at=message.received_at,
            event=message.event,
            state="alarm" if message.outcome == Outcome.REJECTED else "ok",
            words=_OF_OUTCOME.get(Outcome(message.outcome), message.outcome),
            note=note_in_words(message),
            dev_eui=message.dev_eui,
            message_id=message.id,
        )
