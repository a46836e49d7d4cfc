"""When devices send, and what: for the history and for the live demo alike."""

import base64
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from progres.ops.demo import messages
from progres.ops.demo.city import FAILED_DAYS, FAILED_GATEWAY, OLD_CODEC_PORT, Thing
from progres.ops.demo.nature.moment import ZONE, moment
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.payload import Values, encode
from progres.ops.demo.radio import heard_by

LOOK_EACH_S = 600.0  # devices that send when something changes
JITTER_S = 9.0
BROKEN_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Sending:
    """One frame: the body that the network server delivers for it."""

    thing: Thing
    at: datetime
    body: messages.Body


def values_at(thing: Thing, at: datetime, *, ended_at: datetime) -> Values:
    """What a device measures at a time; a meter that was put in begins at nothing.

    `ended_at` is the end of the history.
    """
    values = thing.kind.measure(thing.seed, moment(at), thing.traits)
    exchanged_at = exchange_of(thing, ended_at)
    if exchanged_at is None or at < exchanged_at:
        return values
    before = thing.kind.measure(thing.seed, moment(exchanged_at), thing.traits)
    began = {
        key: before[key] for key, *_, kind in thing.kind.specs if kind == "counter"
    }
    return {
        key: value - began[key] if key in began else value
        for key, value in values.items()
    }


def exchange_of(thing: Thing, ended_at: datetime) -> datetime | None:
    """When the meter that a device reads was exchanged, if it was."""
    if thing.exchanged_days is None:
        return None
    return ended_at - timedelta(days=thing.exchanged_days)


def frame(
    thing: Thing,
    values: Values,
    *,
    f_cnt: int,
    at: datetime,
    ended_at: datetime,
    broken: bool = False,
) -> Sending:
    """Put values on the air, for the gateways that still work at that time."""
    payload = encode(thing.kind.form, values)
    has_failed = at > ended_at - timedelta(days=FAILED_DAYS)
    body = messages.uplink(
        thing,
        f_cnt=f_cnt,
        f_port=OLD_CODEC_PORT if broken else thing.kind.f_port,
        data=base64.b64encode(payload).decode(),
        heard=heard_by(
            thing, at.timestamp(), without=FAILED_GATEWAY if has_failed else ""
        ),
        at=at,
    )
    return Sending(thing, at, body)


def history(
    things: Iterable[Thing], counters: dict[str, int], *, start: datetime, end: datetime
) -> Iterator[Sending]:
    """All frames of a time in their order; `counters` takes each device's next f_cnt."""
    streams = (
        _frames_of(thing, counters, start, end) for thing in things if thing.speaks
    )
    return heapq.merge(*streams, key=lambda sending: sending.at)


def _frames_of(
    thing: Thing, counters: dict[str, int], start: datetime, end: datetime
) -> Iterator[Sending]:
    last = end - timedelta(days=thing.silent_days or 0)
    for f_cnt, (at, values) in enumerate(_times(thing, start, last, end), start=1):
        counters[thing.dev_eui] = f_cnt + 1
        broken = thing.broken and at > end - BROKEN_FOR
        yield frame(thing, values, f_cnt=f_cnt, at=at, ended_at=end, broken=broken)


def _times(
    thing: Thing, start: datetime, last: datetime, ended_at: datetime
) -> Iterator[tuple[datetime, Values]]:
    interval_s = thing.kind.interval.total_seconds()
    step_s = LOOK_EACH_S if thing.kind.on_change else interval_s
    epoch = start.timestamp() + uniform(thing.seed, 11) * step_s
    sent_at = 0.0
    sent: dict[str, float | bool] = {}
    number = 0
    while epoch < last.timestamp():
        number += 1
        exact = epoch + JITTER_S * uniform(thing.seed + 12, number)
        at = datetime.fromtimestamp(round(exact, 3), UTC)
        if (plan := thing.kind.send_plan) and not plan.covers(at.astimezone(ZONE)):
            epoch += step_s
            continue
        values = values_at(thing, at, ended_at=ended_at)
        flags = {flag: values[flag] for flag in thing.kind.form.flags}
        if epoch - sent_at >= interval_s or (thing.kind.on_change and flags != sent):
            sent_at, sent = epoch, flags
            yield at, values
        epoch += step_s
