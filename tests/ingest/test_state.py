from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from progres.ingest.state import State, advance, is_live, time_of
from progres.lorawan.uplink import Reception, Uplink
from tests.world import DEV_EUI, NOON

SECONDS = st.integers(-100_000, 100_000)


def uplink(f_cnt: int = 1, *, rssi_dbm: float = -70.0) -> Uplink:
    return Uplink(
        dev_eui=DEV_EUI,
        f_cnt=f_cnt,
        f_port=2,
        payload=b"\x01",
        sent_at=NOON,
        receptions=(Reception(gateway_id="g", rssi_dbm=rssi_dbm, snr_db=1.0),),
    )


@pytest.mark.parametrize(
    ("sent_at", "counts"),
    [
        (None, NOON),
        (NOON + timedelta(seconds=30), NOON + timedelta(seconds=30)),
        (NOON + timedelta(seconds=31), NOON),
        (NOON - timedelta(days=400), NOON - timedelta(days=400)),
        (datetime(1980, 1, 6, tzinfo=UTC), NOON),
    ],
)
def test_the_time_that_counts(sent_at: datetime | None, counts: datetime) -> None:
    assert time_of(sent_at, NOON) == counts


@given(st.lists(st.tuples(SECONDS, st.floats(-1e6, 1e6)), min_size=1))
def test_whatever_the_order_of_arrival_the_newest_value_stays(
    arrivals: list[tuple[int, float]],
) -> None:
    state = State(tenant_id=1, device_id=1)
    for seconds, value in arrivals:
        ts = NOON + timedelta(seconds=seconds)
        advance(state, uplink(seconds + 100_000), ts, {"t": value})
    newest = max(seconds for seconds, _ in arrivals)
    assert state.last_seen_at == NOON + timedelta(seconds=newest)
    assert state.f_cnt == newest + 100_000
    last = [value for seconds, value in arrivals if seconds == newest][-1]
    assert state.values["t"][1] == last


def test_news_are_neither_held_back_nor_old_nor_overtaken() -> None:
    fresh = State(tenant_id=1, device_id=1)
    known = State(tenant_id=1, device_id=1, last_seen_at=NOON)
    ago = timedelta(minutes=5)
    assert is_live(NOON - ago, NOON, fresh, late=False)
    assert not is_live(NOON - ago - timedelta(seconds=1), NOON, fresh, late=False)
    assert not is_live(NOON, NOON, fresh, late=True)
    assert not is_live(NOON - timedelta(seconds=1), NOON, known, late=False)


def test_the_gateway_that_hears_best_is_named_and_silence_is_no_signal() -> None:
    heard = (
        Reception(gateway_id="says nothing"),
        Reception(gateway_id="weak", rssi_dbm=-110.0, snr_db=-7.5),
        Reception(gateway_id="strong", rssi_dbm=-90.0, snr_db=-2.0),
    )
    state = State(tenant_id=1, device_id=1)

    advance(state, replace(uplink(), receptions=heard), NOON, {})

    assert (state.gateway_id, state.rssi_dbm, state.snr_db) == ("strong", -90.0, -2.0)
