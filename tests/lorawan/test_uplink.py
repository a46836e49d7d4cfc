from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.lorawan.uplink import Reception, Uplink, frame_key

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FRAME = Uplink(
    dev_eui="70b3d57ed00612ab",
    f_cnt=12,
    f_port=2,
    payload=b"\x01\x02",
    sent_at=NOON,
    dev_addr="260b1f3c",
)


def test_the_key_of_a_frame_never_changes_between_releases() -> None:
    assert frame_key(FRAME) == -713638213111473165


def test_a_copy_with_another_time_gateway_or_delivery_id_has_the_same_key() -> None:
    copy = msgspec.structs.replace(
        FRAME,
        sent_at=NOON + timedelta(seconds=3),
        receptions=(Reception(gateway_id="0016c001ff10abcd", rssi_dbm=-90.0),),
        delivery_id="another",
    )

    assert frame_key(copy) == frame_key(FRAME)


@pytest.mark.parametrize(
    "change",
    [
        {"dev_eui": "70b3d57ed00612ac"},
        {"f_cnt": 13},
        {"f_port": 3},
        {"f_port": None},
        {"payload": b"\x01\x03"},
        {"payload": b""},
        {"dev_addr": "260b1f3d"},
        {"session": "a"},
    ],
)
def test_another_frame_has_another_key(change: dict[str, object]) -> None:
    other = msgspec.structs.replace(FRAME, **change)

    assert frame_key(other) != frame_key(FRAME)


def test_where_the_session_has_a_name_the_device_address_does_not_count() -> None:
    one = msgspec.structs.replace(FRAME, session="a")
    other = msgspec.structs.replace(FRAME, session="a", dev_addr=None)

    assert frame_key(one) == frame_key(other)


@given(
    st.tuples(st.binary(max_size=4), st.text(max_size=4)),
    st.tuples(st.binary(max_size=4), st.text(max_size=4)),
)
def test_payload_and_session_do_not_flow_into_each_other(
    one: tuple[bytes, str], other: tuple[bytes, str]
) -> None:
    first, second = (
        msgspec.structs.replace(FRAME, payload=payload, session=session, dev_addr=None)
        for payload, session in (one, other)
    )

    assert (frame_key(first) == frame_key(second)) == (one == other)


@given(st.integers(0, 2**32 - 1), st.binary(max_size=242))
def test_a_key_fits_into_a_bigint(f_cnt: int, payload: bytes) -> None:
    key = frame_key(msgspec.structs.replace(FRAME, f_cnt=f_cnt, payload=payload))

    assert -(2**63) <= key < 2**63
