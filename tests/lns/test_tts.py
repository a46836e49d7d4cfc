import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progres.lns.fields import UnreadableMessage
from progres.lns.tts import parse
from progres.lorawan.uplink import (
    DownlinkEvent,
    Join,
    LocationSolved,
    OtherEvent,
    Uplink,
    frame_key,
)
from tests.lns.mutations import (
    altered_bytes,
    altered_json,
    check_message,
    check_refusal,
)
from tests.lns.samples import FOLDER, body_of, expected_uplinks, told

EXPECTED = expected_uplinks("tts")
SAMPLES = sorted(
    path.name for path in (FOLDER / "tts").iterdir() if not path.name.startswith("_")
)


def read(sample: str) -> object:
    return parse(body_of(f"tts/{sample}"))


def uplink(*, without: str = "", **changes: Any) -> Uplink:
    """Read the sample with other members in uplink_message or without one."""
    body = json.loads(body_of("tts/uplink.json"))
    body["uplink_message"] |= changes
    body["uplink_message"].pop(without, None)
    message = parse(json.dumps(body).encode())
    assert isinstance(message, Uplink)
    return message


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_an_uplink_is_read_as_the_samples_say(sample: str) -> None:
    assert told(parse(body_of(f"tts/{sample}"))) == EXPECTED[sample]


def test_an_uplink_has_its_session_join_eui_and_battery() -> None:
    message = uplink()

    assert message.session == "AY9rV3mLq1r6h0o3Wl2yUA=="
    assert message.join_eui == "24e124c0002a0001"
    assert message.battery_percent == 88.2
    assert not message.simulated
    assert not message.encrypted


def test_the_old_form_names_its_data_rate() -> None:
    message = read("uplink_2020_form.json")

    assert isinstance(message, Uplink)
    assert message.data_rate == 3


def test_the_test_button_makes_a_simulated_uplink() -> None:
    message = read("uplink_first_frame.json")

    assert isinstance(message, Uplink)
    assert message.simulated


def test_a_payload_left_encrypted_is_marked() -> None:
    assert uplink(app_s_key={"encrypted_key": "AAAA", "kek_label": "x"}).encrypted


def test_the_coding_rate_may_stand_in_either_place() -> None:
    settings_ = {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}}}

    assert uplink(settings={**settings_, "coding_rate": "4/5"}).spreading_factor == 7


@pytest.mark.parametrize(
    "field",
    [
        "session_key_id",
        "f_port",
        "f_cnt",
        "frm_payload",
        "rx_metadata",
        "settings",
        "received_at",
        "confirmed",
        "last_battery_percentage",
    ],
)
def test_a_field_mask_may_cut_any_field_away(field: str) -> None:
    check_message(uplink(without=field))


@pytest.mark.parametrize(
    ("changes", "sent_at"),
    [
        ({}, datetime(2026, 5, 12, 7, 15, 3, 601000, UTC)),
        ({"settings": {}}, datetime(2026, 5, 12, 7, 15, 3, 705000, UTC)),
        (
            {"settings": {}, "received_at": ""},
            datetime(2026, 5, 12, 7, 15, 3, 912345, UTC),
        ),
    ],
)
def test_the_time_is_the_most_exact_one_there_is(
    changes: dict[str, Any], sent_at: datetime
) -> None:
    assert uplink(**changes).sent_at == sent_at


def test_an_snr_missing_alone_is_0_and_without_rssi_unknown() -> None:
    message = uplink(
        rx_metadata=[
            {"gateway_ids": {"gateway_id": "one"}, "rssi": "-90"},
            {"gateway_ids": {"gateway_id": "two"}},
            {"rssi": -90},
        ]
    )

    assert [(heard.rssi_dbm, heard.snr_db) for heard in message.receptions] == [
        (-90.0, 0.0),
        (None, None),
    ]


def test_a_frame_sent_twice_by_the_webhook_has_one_key() -> None:
    assert frame_key(uplink()) == frame_key(uplink(received_at="2026-05-12T07:25:00Z"))


def test_the_normalized_form_of_an_uplink_is_no_second_uplink() -> None:
    assert read("uplink_normalized.json") == OtherEvent(
        dev_eui="24e124710c140001",
        at=datetime(2026, 5, 12, 7, 15, 3, 912345, UTC),
        name="uplink_normalized",
    )


def test_a_join_names_the_new_session() -> None:
    assert read("join_accept.json") == Join(
        dev_eui="70b3d57ed0065001",
        at=datetime(2026, 5, 12, 7, 0, 0, 100000, UTC),
        dev_addr="260b0012",
        session="AXQAAAAAAAAAAAAAAAAAAA==",
        join_eui="70b3d57ed0000001",
    )


@pytest.mark.parametrize(
    ("sample", "kind", "f_cnt_down"),
    [
        ("downlink_queued.json", "queued", None),
        ("downlink_sent.json", "sent", 6),
        ("downlink_ack.json", "acknowledged", 6),
        ("downlink_nack.json", "not_acknowledged", 6),
    ],
)
def test_a_downlink_is_known_again_by_our_correlation_id(
    sample: str, kind: str, f_cnt_down: int | None
) -> None:
    event = read(sample)

    assert isinstance(event, DownlinkEvent)
    assert event.kind == kind
    assert "town:command:42" in event.references
    assert event.f_cnt_down == f_cnt_down
    assert event.at == datetime(2026, 5, 12, 7, 0, 0, 300000, UTC)


def test_a_failed_downlink_has_its_reason_and_the_eui_of_the_device_id() -> None:
    assert read("downlink_failed.json") == DownlinkEvent(
        dev_eui="70b3d57ed0065001",
        at=None,
        kind="failed",
        references=("town:command:43",),
        reason="the payload is too long",
    )


def test_an_invalidated_queue_names_all_its_downlinks() -> None:
    event = read("downlink_queue_invalidated.json")

    assert isinstance(event, DownlinkEvent)
    assert event.kind == "invalidated"
    assert event.references == ("as:downlink:01E19Z5W3BZBG7CXSJE9C0A3CE",)


def test_a_solved_location_has_its_accuracy() -> None:
    assert read("location_solved.json") == LocationSolved(
        dev_eui="24e124710c140001",
        at=datetime(2026, 5, 12, 7, 15, 5, tzinfo=UTC),
        latitude=51.514244,
        longitude=7.468429,
        altitude_m=86.0,
        accuracy_m=120.0,
        source="SOURCE_LORA_TDOA_GEOLOCATION",
    )


def test_an_event_of_a_device_without_eui_is_an_other_event() -> None:
    body = {"end_device_ids": {"device_id": "door"}, "downlink_failed": {"error": {}}}

    assert parse(json.dumps(body).encode()) == OtherEvent(
        dev_eui=None, at=None, name="downlink_failed"
    )


def test_service_data_and_new_events_are_other_events() -> None:
    assert isinstance(read("service_data.json"), OtherEvent)
    assert parse(b'{"simulated": true, "brand_new": {}}') == OtherEvent(
        dev_eui=None, at=None, name="brand_new"
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The body is not a JSON object; choose JSON as the format"),
        (b"\x0a\x04abcd", "The body is not a JSON object; choose JSON as the format"),
        (b"[]", "The body is not a JSON object; choose JSON as the format"),
        (b"{}", "The message names no event; one of uplink_message, "),
        (b'{"received_at": "2026-05-12T07:15:05Z"}', "The message names no event; "),
        (b'{"uplink_message": {}}', "has no end_device_ids.dev_eui; "),
        (b'{"uplink_message": []}', "wrong at uplink_message: expected an object"),
        (b'{"uplink_message": {"f_port": 999}}', "wrong at uplink_message.f_port: "),
        (b'{"end_device_ids": {"dev_eui": "1"}}', "'1' is not an EUI: "),
        (b'{"a": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"a": "\xff"}', "it is not UTF-8"),
    ],
)
def test_a_refusal_says_what_is_wrong(body: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableMessage) as refusal:
        parse(body)

    assert sentence in str(refusal.value)
    check_refusal(refusal.value)


def refused_or_storable(body: bytes) -> None:
    try:
        message = parse(body)
    except UnreadableMessage as refusal:
        check_refusal(refusal)
    else:
        check_message(message)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_altered_json_is_refused_in_a_sentence_or_can_be_stored(
    data: st.DataObject,
) -> None:
    sample = data.draw(st.sampled_from(SAMPLES))

    refused_or_storable(data.draw(altered_json(body_of(f"tts/{sample}"))))


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_altered_bytes_are_refused_in_a_sentence_or_can_be_stored(
    data: st.DataObject,
) -> None:
    sample = data.draw(st.sampled_from(SAMPLES))

    refused_or_storable(data.draw(altered_bytes(body_of(f"tts/{sample}"))))
