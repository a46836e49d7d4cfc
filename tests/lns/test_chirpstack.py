import json
from datetime import UTC, datetime

import pytest

from progres.lns.chirpstack import parse
from progres.lorawan.uplink import (
    DeviceStatus,
    DownlinkEvent,
    Join,
    LocationSolved,
    NetworkLog,
    OtherEvent,
    Reception,
    Uplink,
)
from tests.lns.chirpstack_samples import read, up
from tests.lns.samples import body_of, expected_uplinks, told

DEV_EUI = "24e124710c140001"
EXPECTED = expected_uplinks("chirpstack")


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_an_uplink_is_read_as_the_samples_say(sample: str) -> None:
    message = parse("up", body_of(f"chirpstack/{sample}"))

    assert told(message) == EXPECTED[sample]


def test_an_uplink_has_its_data_rate_and_the_times_of_its_receptions() -> None:
    uplink = up()

    assert uplink.data_rate == 5
    assert [heard.received_at for heard in uplink.receptions] == [
        datetime(2026, 5, 12, 7, 15, 3, 601000, UTC),
        datetime(2026, 5, 12, 7, 15, 3, 812345, UTC),
    ]


def test_version_4_0_leaves_zeros_out_and_has_one_time_a_reception() -> None:
    uplink = read("up_4_0.json")

    assert isinstance(uplink, Uplink)
    assert (uplink.f_cnt, uplink.data_rate, uplink.adr) == (0, 0, False)
    assert uplink.receptions[0].received_at == datetime(
        2022, 8, 1, 6, 0, 0, 123456, UTC
    )


def test_a_relayed_end_to_end_encrypted_uplink_says_so() -> None:
    uplink = read("up_relayed.json")

    assert isinstance(uplink, Uplink)
    assert uplink.encrypted
    assert uplink.session == "0a1b2c3d"
    assert uplink.relay == Reception(
        gateway_id="70b3d57ed0065999", rssi_dbm=-118.0, snr_db=-7.0
    )


def test_port_0_is_a_port_only_with_a_payload() -> None:
    assert up(fPort=0, data="").f_port is None
    assert up(fPort=0, data="AA==").f_port == 0
    assert up(fPort=7, data="").f_port == 7


def test_numbers_may_be_texts_and_texts_may_be_numbers() -> None:
    uplink = up(fCnt="1234", fPort="85", dr=5.0, confirmed="true", deduplicationId=77)

    assert uplink.f_cnt == 1234
    assert uplink.f_port == 85
    assert uplink.confirmed
    assert uplink.delivery_id == "77"


@pytest.mark.parametrize("data", ["qrs=", "qrs"])
def test_the_padding_of_base64_may_be_missing(data: str) -> None:
    assert up(data=data).payload == b"\xaa\xbb"


@pytest.mark.parametrize(
    "dev_eui", ["24E124710C140001", "24-e1-24-71-0c-14-00-01", "24E1:2471:0C14:0001"]
)
def test_the_dev_eui_may_be_written_in_any_way(dev_eui: str) -> None:
    assert up(deviceInfo={"devEui": dev_eui}).dev_eui == DEV_EUI


@pytest.mark.parametrize(
    ("time", "sent_at"),
    [
        ("2026-05-12T07:15:03Z", datetime(2026, 5, 12, 7, 15, 3, 0, UTC)),
        ("2026-05-12T09:15:03+02:00", datetime(2026, 5, 12, 7, 15, 3, 0, UTC)),
        (
            "2026-05-12T07:15:03.999999999Z",
            datetime(2026, 5, 12, 7, 15, 3, 999999, UTC),
        ),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
    ],
)
def test_times_come_in_several_forms_and_from_clocks_never_set(
    time: str, sent_at: datetime | None
) -> None:
    assert up(time=time).sent_at == sent_at


@pytest.mark.parametrize("location", [{}, {"latitude": 91.0, "longitude": 7.0}])
def test_a_gateway_without_a_place_on_the_globe_has_none(
    location: dict[str, float],
) -> None:
    uplink = up(rxInfo=[{"gatewayId": "0016C001FF10ABCD", "location": location}])

    assert uplink.receptions == (
        Reception(gateway_id="0016c001ff10abcd", rssi_dbm=0.0, snr_db=0.0),
    )


def test_a_join_names_the_new_address() -> None:
    assert read("join.json") == Join(
        dev_eui=DEV_EUI,
        at=datetime(2026, 5, 12, 7, 14, 31, 223500, UTC),
        dev_addr="00189440",
    )


@pytest.mark.parametrize(
    ("sample", "kind", "f_cnt_down"),
    [
        ("ack.json", "acknowledged", 3),
        ("ack_nack.json", "not_acknowledged", 3),
        ("ack_4_0_refused.json", "not_acknowledged", 9),
        ("txack.json", "transmitted", 3),
    ],
)
def test_a_downlink_is_known_again_by_its_queue_item(
    sample: str, kind: str, f_cnt_down: int
) -> None:
    event = read(sample)
    body = json.loads(body_of(f"chirpstack/{sample}"))

    assert isinstance(event, DownlinkEvent)
    assert event.kind == kind
    assert event.references == (body["queueItemId"],)
    assert event.f_cnt_down == f_cnt_down


@pytest.mark.parametrize(
    ("sample", "margin_db", "battery_percent", "external_power"),
    [
        ("status.json", 10, 88.2, False),
        ("status_battery_unavailable.json", 0, None, False),
        ("status_4_0.json", -5, None, True),
    ],
)
def test_a_status_tells_battery_and_margin(
    sample: str, margin_db: int, battery_percent: float | None, external_power: bool
) -> None:
    status = read(sample)

    assert isinstance(status, DeviceStatus)
    assert status.margin_db == margin_db
    assert status.battery_percent == battery_percent
    assert status.external_power == external_power


def test_a_log_keeps_its_code_and_its_context() -> None:
    assert read("log_uplink_mic.json") == NetworkLog(
        dev_eui=DEV_EUI,
        at=datetime(2026, 5, 12, 7, 30, 0, 100000, UTC),
        level="ERROR",
        code="UPLINK_MIC",
        description="MIC of join-request is invalid, make sure keys are correct",
        context={"deduplication_id": "4e91db13-5ce3-4c8c-ab0f-dfc626cf0771"},
    )


def test_a_solved_location_has_its_accuracy() -> None:
    assert read("location.json") == LocationSolved(
        dev_eui=DEV_EUI,
        at=datetime(2026, 5, 12, 7, 55, 11, 59481, UTC),
        latitude=51.514244,
        longitude=7.468429,
        altitude_m=86.0,
        accuracy_m=120.0,
        source="GEO_RESOLVER_TDOA",
    )


def test_integrations_and_new_events_are_other_events() -> None:
    assert read("integration.json") == OtherEvent(
        dev_eui="70b3d57ed0065001",
        at=datetime(2022, 8, 1, 6, 7, tzinfo=UTC),
        name="integration",
    )
    assert parse("new", b"\x0a\x02ab") == OtherEvent(dev_eui=None, at=None, name="new")
