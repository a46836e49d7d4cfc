"""`progres demo-simulator`: the network server of the town, which never sleeps.

It speaks ChirpStack's HTTP integration to the platform's own front door. Time runs as
it does; only the pace of sending is quicker than in life, so that charts move.
"""

import argparse
import heapq
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from progres.ops.demo import messages
from progres.ops.demo.city import STRANGERS, Thing, things
from progres.ops.demo.episodes import QUICK_S, STAGE, USUAL_PPM, added_ppm
from progres.ops.demo.kinds import KINDS
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.post import Post
from progres.ops.demo.record import Record, read_record
from progres.ops.demo.sendings import Sending, frame, values_at

COUNTED_EACH_S = 8.0  # while nobody watched, each device sent at most that often
KEPT_FOR = timedelta(minutes=45)  # what a late device hands in is so old
DOUBLED, JOINED, ASKED, COMPLAINED = 0.04, 0.004, 0.03, 0.003
HEARD_LATER = timedelta(milliseconds=350)
STRANGER_S = 90.0


@dataclass(order=True)
class Turn:
    """When a device sends next, by the monotonic clock."""

    due: float
    number: int
    thing: Thing
    sent: int = 0


def main(args: argparse.Namespace) -> int:
    record = read_record(args.data_dir)
    post = Post(args.host, args.port, record.lines)
    post.await_answer()
    begun = datetime.now(UTC)
    for turn in _turns(record):
        time.sleep(max(0.0, turn.due - time.monotonic()))
        now = datetime.now(UTC)
        for event, body in _events(turn, now, now - begun, record.history_ended_at):
            post.deliver(turn.thing.customer, event, body)
    return 0


def _turns(record: Record) -> Iterator[Turn]:
    """Yield whose turn it is, for ever; each device is put back with its next time."""
    now = time.monotonic()
    speaking = [t for t in things() if t.speaks and t.silent_days is None]
    speaking += [_stranger(number, dev_eui) for number, dev_eui in enumerate(STRANGERS)]
    queue = [
        Turn(now + pace(thing) * uniform(thing.seed, 31), thing.number, thing)
        for thing in speaking
    ]
    away_s = (datetime.now(UTC) - record.history_ended_at).total_seconds()
    for turn in queue:
        known = record.counters.get(turn.thing.dev_eui, 1)
        turn.sent = known + int(away_s / COUNTED_EACH_S)
    heapq.heapify(queue)
    while True:
        turn = queue[0]
        yield turn
        turn.sent += 1
        wobble = 0.9 + 0.2 * uniform(turn.thing.seed, turn.sent)
        turn.due = max(turn.due, time.monotonic() - 1) + pace(turn.thing) * wobble
        heapq.heapreplace(queue, turn)


def pace(thing: Thing) -> float:
    """Seconds between two frames of a device."""
    if thing.name in STAGE:
        return QUICK_S
    return STRANGER_S if thing.dev_eui in STRANGERS else thing.kind.live_s


def _stranger(number: int, dev_eui: str) -> Thing:
    """A device that was put up and not yet registered."""
    return Unregistered(
        number=10_000 + number,
        kind=KINDS["room"],
        customer="stadt",
        name=f"room-{number + 1}",
        site="",
        installation_place="",
        x=300.0 * number,
        y=150.0,
        traits={"use": "office"},
        eui=dev_eui,
    )


@dataclass(frozen=True, kw_only=True)
class Unregistered(Thing):
    """A device with a DevEUI that is not in the town's books."""

    eui: str

    @property
    def dev_eui(self) -> str:
        return self.eui


def _events(
    turn: Turn, now: datetime, running: timedelta, ended_at: datetime
) -> Iterator[tuple[str, messages.Body]]:
    """What the network server posts when a device has sent."""
    thing = turn.thing
    luck = uniform(thing.seed + 41, turn.sent)
    sending = _sending(turn, now, running, ended_at)
    if luck < JOINED:
        yield "join", messages.join(thing, at=now)
    yield "up", sending.body
    if luck > 1 - DOUBLED:  # another gateway's copy came by a slower way
        yield "up", {**sending.body, "time": (now + HEARD_LATER).isoformat()}
    if 0.5 < luck < 0.5 + ASKED:
        values = values_at(thing, now, ended_at=ended_at)
        if "battery" in values:
            percent = values["battery"]
            yield "status", messages.status(thing, battery_percent=percent, at=now)
    if 0.3 < luck < 0.3 + COMPLAINED:
        yield "log", messages.log(thing, at=now)


def _sending(
    turn: Turn, now: datetime, running: timedelta, ended_at: datetime
) -> Sending:
    thing = turn.thing
    at = now - KEPT_FOR if thing.late else now
    values = dict(values_at(thing, at, ended_at=ended_at))
    if thing.name in STAGE:
        usual = min(values["co2"], USUAL_PPM)
        values["co2"] = usual + added_ppm(thing.name, running.total_seconds())
    return frame(
        thing, values, f_cnt=turn.sent, at=at, ended_at=ended_at, broken=thing.broken
    )
