"""What network servers say of gateways themselves."""

import json
from datetime import UTC, datetime

import pytest

from progres.lns import chirpstack, tts
from progres.lns.fields import UnreadableMessage
from progres.lorawan.uplink import GatewayStatus, OtherEvent
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
    assert read(sample) == GatewayStatus(gateway_id=EUI, at=at, is_online=True)


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
