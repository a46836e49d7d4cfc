"""What all pages of one device share, and where a page of its uplinks begins."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from progres.alarms.queries import search_alarms
from progres.devices.rules import state_of
from progres.files.queries import find_picture
from progres.readings.queries import current_state
from progres.readings.values import UplinkRow
from progres.web.guards import TenantRequest


def frame_of(request: TenantRequest, device_id: int, tab: str) -> dict[str, Any]:
    """Return the head of a device's page: what it is, its state, when it was heard.

    Also its newest values, which were read with that.
    """
    scope = request.by.scope
    current = current_state(scope, device_id)
    device, latest = current.device, current.latest
    state = state_of(
        status=device.status,
        open_alarm=search_alarms(scope, state="open", device_id=device_id).exists(),
        last_seen_at=latest.last_seen_at if latest else None,
        limits=device.limits(at=timezone.now()),
    )
    return {
        "device": device,
        "latest": latest,
        "values": current.values,
        "state": state,
        "tab": tab,
        "picture": find_picture(scope, device.device_type.id),
    }


def write_place(uplink: UplinkRow) -> str:
    """Write where an uplink stands in the list, for the address of what follows."""
    received_at, frame_key = uplink.place
    return f"{received_at.isoformat()}_{frame_key}"


def read_place(text: str) -> tuple[datetime, int] | None:
    """Read what `write_place` wrote; raise Http404 for anything else but ""."""
    if not text:
        return None
    time, _, frame_key = text.rpartition("_")
    try:
        received_at = datetime.fromisoformat(time)
        place = (received_at, int(frame_key))
    except ValueError as error:
        raise Http404 from error
    if received_at.tzinfo is None or abs(place[1]) >= 2**63:
        raise Http404
    return place
