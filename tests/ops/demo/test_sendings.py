from datetime import UTC, datetime, timedelta
from itertools import pairwise

from progres.lns import chirpstack
from progres.lorawan.uplink import DeviceStatus, Join, NetworkLog, Uplink
from progres.ops.demo import messages
from progres.ops.demo.city import FAILED_DAYS, FAILED_GATEWAY, Thing, things
from progres.ops.demo.radio import heard_by
from progres.ops.demo.sendings import (
    BROKEN_FOR,
    exchange_of,
    frame,
    history,
    values_at,
)

END = datetime(2026, 3, 2, 12, tzinfo=UTC)
START = END - timedelta(days=7)


def test_the_network_server_says_of_a_frame_what_the_device_sent() -> None:
    thing = things()[0]
    sending = frame(
        thing,
        values_at(thing, END, ended_at=END),
        f_cnt=4711,
        at=END,
        ended_at=END,
    )
    uplink = read("up", sending.body)
    assert isinstance(uplink, Uplink)
    assert (uplink.dev_eui, uplink.f_cnt, uplink.sent_at) == (thing.dev_eui, 4711, END)
    assert (uplink.f_port, len(uplink.payload)) == (2, 6)
    assert uplink.dev_addr == thing.dev_addr
    assert len(uplink.receptions) == len(heard_by(thing, END.timestamp()))


def test_joins_states_and_complaints_are_read_too() -> None:
    thing = things()[0]
    assert isinstance(read("join", messages.join(thing, at=END)), Join)
    assert isinstance(read("log", messages.log(thing, at=END)), NetworkLog)
    status = read("status", messages.status(thing, battery_percent=61.27, at=END))
    assert isinstance(status, DeviceStatus)
    assert status.battery_percent == 61.3


def test_history_is_in_order_and_each_device_counts_its_frames() -> None:
    counters: dict[str, int] = {}
    town = things()[:60]
    frames = list(history(town, counters, start=START, end=END))
    assert all(one.at <= other.at for one, other in pairwise(frames))
    first = [one for one in frames if one.thing is town[0]]
    assert [one.body["fCnt"] for one in first] == list(range(1, len(first) + 1))
    assert counters[town[0].dev_eui] == len(first) + 1


def test_devices_send_as_often_as_is_expected_of_them() -> None:
    for thing in (one_of("air"), one_of("parking"), one_of("water")):
        frames = list(history([thing], {}, start=START, end=END))
        longest = max(later.at - one.at for one, later in pairwise(frames))
        assert longest < thing.kind.interval * 1.5


def test_a_parking_sensor_speaks_when_a_car_comes_or_goes() -> None:
    frames = list(history([one_of("parking")], {}, start=START, end=END))
    assert len(frames) > 7 * 24 * 1.1


def test_silent_devices_stop_and_planned_ones_never_begin() -> None:
    silent = next(thing for thing in things() if thing.silent_days)
    planned = next(thing for thing in things() if thing.status == "planned")
    frames = list(history([silent, planned], {}, start=START, end=END))
    assert {one.thing.dev_eui for one in frames} == {silent.dev_eui}
    assert frames[-1].at <= END - timedelta(days=silent.silent_days or 0) + timedelta(
        minutes=1
    )


def test_a_new_meter_counts_from_nothing_and_goes_on() -> None:
    thing = next(thing for thing in things() if thing.exchanged_days)
    exchanged_at = exchange_of(thing, END)
    assert exchanged_at is not None
    volumes = {
        hours: values_at(thing, exchanged_at + timedelta(hours=hours), ended_at=END)[
            "volume"
        ]
        for hours in (-1, 0, 5)
    }
    assert volumes[-1] > 10
    assert volumes[0] == 0
    assert 0 < volumes[5] < 10


def test_a_failed_gateway_hears_nothing_more() -> None:
    failed_at = END - timedelta(days=FAILED_DAYS)
    heard = {True: set[str](), False: set[str]()}
    near = [thing for thing in things() if thing.x < -1400]
    for one in history(near, {}, start=START, end=END):
        ids = {reception["gatewayId"] for reception in one.body["rxInfo"]}  # type: ignore[attr-defined]
        heard[one.at > failed_at] |= ids
    assert heard[False] - heard[True] == {FAILED_GATEWAY}


def test_new_firmware_uses_a_port_that_the_codec_does_not_know() -> None:
    broken = next(thing for thing in things() if thing.broken)
    ports = {
        one.at > END - BROKEN_FOR: one.body["fPort"]
        for one in history([broken], {}, start=START, end=END)
    }
    assert ports == {False: broken.kind.f_port, True: 99}


def read(event: str, body: messages.Body) -> object:
    return chirpstack.parse(event, messages.to_json(body))


def one_of(kind: str) -> Thing:
    return next(t for t in things() if t.kind.name == kind and t.silent_days is None)
