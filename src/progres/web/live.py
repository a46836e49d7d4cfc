"""What happens while a page is open, as server-sent events.

`reading` {"device", "ts", "values": {key: [time, value]}}, `alarm` {"id", "device",
"state", "open_alarm_count"}, and `ping` every 15 s. A stream ends with its session;
the browser connects again by itself.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass

import orjson
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from progres.accounts.access import Permission
from progres.accounts.gate import NotAMember, get_membership
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import User
from progres.alarms.queries import open_alarm_count, search_alarms
from progres.database.scope import Scope, scoped
from progres.devices.queries import get_device
from progres.readings.queries import latest_of
from progres.web.live_hub import OpenPage, hub
from progres.web.numbers import number_in
from progres.web.sessions import has_ended

HEARTBEAT = 15.0  # seconds without anything else
PAUSE = 0.5  # seconds between two batches, so that a busy instance costs little
RECHECK = 60.0  # seconds between two looks whether the session still holds


class Ended(Exception):
    """The session is over, or the person may no longer see this instance."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Whose page is open, and on what; `device_id` is None for a whole instance."""

    session_key: str
    tenant_id: int
    device_id: int | None


@require_GET
async def stream(request: HttpRequest, tenant_id: int) -> HttpResponseBase:
    """Stream the changes of an instance, or with ?device= of one device."""
    watch = Watch(
        session_key=request.session.session_key or "",
        tenant_id=tenant_id,
        device_id=number_in(request.GET.get("device", "")),
    )
    try:
        tenant_ids = await sync_to_async(_admit)(watch)
    except Ended:
        return HttpResponse(status=401)
    return StreamingHttpResponse(
        _events(watch, tenant_ids),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _admit(watch: Watch) -> frozenset[int]:
    """Return the instances whose changes are told; raise Ended or Http404."""
    try:
        with transaction.atomic():
            viewer = _viewer(watch)
            with scoped(viewer.scope):
                if watch.device_id is not None:
                    get_device(viewer.scope, watch.device_id)
    except (NotAMember, ObjectDoesNotExist) as error:
        raise Http404 from error
    finally:
        connection.close()  # the stream may last for hours, others need it meanwhile
    return viewer.scope.tenant_ids


def _viewer(watch: Watch) -> Membership:
    request = HttpRequest()
    request.session = SessionStore(watch.session_key)
    user = get_user(request)
    if not isinstance(user, User) or has_ended(request.session, int(time.time())):
        raise Ended
    viewer = get_membership(user, watch.tenant_id, origin=Origin(), at=timezone.now())
    if not viewer.may(Permission.READINGS_VIEW):
        raise NotAMember
    return viewer


async def _events(watch: Watch, tenant_ids: frozenset[int]) -> AsyncIterator[bytes]:
    page = OpenPage(tenant_ids, watch.device_id)
    load = sync_to_async(_load, thread_sensitive=False)
    checked_at = time.monotonic()
    with hub.opened(page):
        await hub.listening()
        if watch.device_id is not None:  # what came in since the page was made
            page.add("readings", watch.device_id)
            page.add("alarms", watch.device_id)
        yield _event("ping", {})
        try:
            while not page.is_closed:
                await page.wait(HEARTBEAT)
                readings, alarms = page.take("readings"), page.take("alarms")
                if readings or alarms or time.monotonic() - checked_at > RECHECK:
                    checked_at = time.monotonic()
                    for event in await load(watch, readings, alarms):
                        yield event
                    await asyncio.sleep(PAUSE)
                else:
                    yield _event("ping", {})
        except Ended:
            return


def _load(
    watch: Watch, readings: Collection[int], alarms: Collection[int]
) -> list[bytes]:
    """Look up what changed, in a scope of its own; raises Ended."""
    try:
        with transaction.atomic():
            viewer = _viewer(watch)
            with scoped(viewer.scope):
                return [
                    *_reading_events(viewer.scope, readings),
                    *_alarm_events(viewer.scope, alarms),
                ]
    except NotAMember:
        raise Ended from None
    finally:
        connection.close()


def _reading_events(scope: Scope, device_ids: Collection[int]) -> Iterator[bytes]:
    for latest in latest_of(scope, device_ids).values():
        yield _event(
            "reading",
            {
                "device": latest.device_id,
                "ts": latest.last_seen_at,
                "values": latest.values,
            },
        )


def _alarm_events(scope: Scope, device_ids: Collection[int]) -> Iterator[bytes]:
    count = open_alarm_count(scope) if device_ids else 0
    for device_id in device_ids:
        alarm = search_alarms(scope, state="all", device_id=device_id).first()
        if alarm is not None:
            yield _event(
                "alarm",
                {
                    "id": alarm.id,
                    "device": device_id,
                    "state": "open" if alarm.cleared_at is None else "cleared",
                    "open_alarm_count": count,
                },
            )


def _event(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))
