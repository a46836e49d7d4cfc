"""What network servers say of gateways themselves."""

import json
from datetime import UTC, datetime

import pytest

from progres.lns import chirpstack, tts
from progres.lns.fields import UnreadableMessage
from progres.lorawan.uplink import (
    GatewayReport,
    GatewayStatus,
    OtherEvent,
    TxResult,
    UsedBand,
)
from tests.lns.chirpstack_samples import read
from tests.lns.samples import body_of

EUI = "0016c001ff10abcd"


@pytest.mark.parametrize(
    ("sample", "at"),
    [
        ("stats.json", datetime(2026, 11, 23, 2, 43, 58, tzinfo=UTC)),
        ("stats.pb", datetime(2026, 11, 23, 2, 43, 58, tzinfo=UTC)),
        ("stats_idle.json", datetime(2026, 11, 23, 2, 44, 3, tzinfo=UTC)),
    ],
)
def test_chirpstack_tells_every_30_seconds_that_a_gateway_lives(
    sample: str, at: datetime
) -> None:
    status = read(sample)

    assert isinstance(status, GatewayStatus)
    assert (status.gateway_id, status.at, status.is_online) == (EUI, at, True)


@pytest.mark.parametrize("form", ["json", "pb"])
@pytest.mark.parametrize(("word", "is_online"), [("online", True), ("offline", False)])
def test_chirpstack_leaves_out_that_a_gateway_is_offline(
    word: str, form: str, *, is_online: bool
) -> None:
    state = read(f"conn_{word}.{form}")

    assert state == GatewayStatus(gateway_id=EUI, at=None, is_online=is_online)


@pytest.mark.parametrize(
    ("event", "is_online"), [("connect", True), ("status", True), ("disconnect", False)]
)
def test_the_things_stack_names_the_gateway_by_its_eui(
    event: str, *, is_online: bool
) -> None:
    status = tts.parse(body_of(f"tts/gateway_event_{event}.json"))

    assert isinstance(status, GatewayStatus)
    assert (status.gateway_id, status.is_online) == (EUI, is_online)
    assert status.at is not None


def test_a_gateway_without_eui_has_the_name_that_the_server_gave_it() -> None:
    event = json.loads(body_of("tts/gateway_event_status.json"))
    del event["result"]["identifiers"][0]["gateway_ids"]["eui"]

    status = tts.parse(json.dumps(event).encode())

    assert isinstance(status, GatewayStatus)
    assert status.gateway_id == "rathaus-dach"


@pytest.mark.parametrize("changes", [{"name": "as.up.forward"}, {"identifiers": []}])
def test_events_of_others_are_no_sign_of_life(changes: dict[str, object]) -> None:
    event = json.loads(body_of("tts/gateway_event_status.json"))
    event["result"].update(changes)

    assert isinstance(tts.parse(json.dumps(event).encode()), OtherEvent)


@pytest.mark.parametrize("body", [b"{}", b'{"gatewayId": "Rathaus"}', b"\x0a"])
def test_a_status_without_an_eui_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableMessage):
        chirpstack.parse("stats", body)


def stats(**changes: object) -> GatewayReport | None:
    """Read the idle sample with other members."""
    message = json.loads(body_of("chirpstack/stats_idle.json")) | changes
    status = chirpstack.parse("stats", json.dumps(message).encode())
    assert isinstance(status, GatewayStatus)
    return status.report


@pytest.mark.parametrize("sample", ["stats.json", "stats.pb"])
def test_chirpstack_tells_what_a_gateway_counted(sample: str) -> None:
    status = read(sample)

    assert isinstance(status, GatewayStatus)
    assert status.report == GatewayReport(
        received=1, received_ok=1, transmissions={TxResult.OK: 1}
    )


def test_an_interval_in_which_nothing_happened_counts_nothing() -> None:
    assert stats() is None


def test_refused_transmissions_have_their_reason_and_the_chance_not_taken_none() -> (
    None
):
    report = stats(
        rxPacketsReceived=5,
        rxPacketsReceivedOk=3,
        txPacketsPerStatus={"OK": 1, "TOO_LATE": 2, "IGNORED": 4, "NEW": 1, "NEXT": 1},
    )

    assert report == GatewayReport(
        received=5,
        received_ok=3,
        transmissions={TxResult.OK: 1, TxResult.TOO_LATE: 2, TxResult.UNKNOWN: 2},
    )


def test_without_results_what_was_not_sent_has_no_reason() -> None:
    report = stats(txPacketsReceived=3, txPacketsEmitted=2)

    assert report is not None
    assert report.transmissions == {TxResult.OK: 2, TxResult.UNKNOWN: 1}


def test_the_concentratord_tells_the_air_time_of_each_sub_band() -> None:
    band = {
        "name": "M",
        "frequencyMin": 868000000,
        "frequencyMax": 868600000,
        "loadMax": "36s",
    }

    report = stats(
        dutyCycleStats={
            "window": "3600s",
            "bands": [{**band, "loadTracked": "1.800s"}, band, {**band, "loadMax": ""}],
        }
    )

    assert report is not None
    used, idle = report.bands
    assert used == UsedBand(
        lowest_hz=868_000_000, highest_hz=868_600_000, used=0.0005, allowed=0.01
    )
    assert idle.used == 0


def test_the_things_stack_tells_what_a_packet_forwarder_counted() -> None:
    event = json.loads(body_of("tts/gateway_event_status.json"))
    event["result"]["data"]["metrics"] |= {"rxin": 5.0, "rxok": 3.0, "txin": 3.0}

    status = tts.parse(json.dumps(event).encode())
    del event["result"]["data"]["metrics"]
    of_basic_station = tts.parse(json.dumps(event).encode())

    assert isinstance(status, GatewayStatus)
    assert status.report == GatewayReport(
        received=5,
        received_ok=3,
        transmissions={TxResult.OK: 2, TxResult.UNKNOWN: 1},
    )
    assert isinstance(of_basic_station, GatewayStatus)
    assert of_basic_station.report is None
