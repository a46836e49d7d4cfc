"""Where the front door's time goes: its stages alone, without server and database."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from progres.codecs.values import flatten
from progres.ingest.group import Group
from progres.ingest.state import State
from progres.ingest.writes import Contents, StoreUplink
from progres.kit.secrets import hash_token, matches
from progres.lns import chirpstack
from progres.lorawan.uplink import Uplink, frame_key
from progres.readings.rules import UplinkState

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT_ONCE = 64
TIMES = 2000
BODY = Path(__file__).with_name("_uplink.json").read_text() % (
    (1, AT.isoformat(), 1, 1, AT.isoformat(), AT.isoformat())
)
DATA = {"temperature": 22.8, "humidity": 55.0, "co2": 698, "light": 60, "battery": 46}


def main() -> None:
    body = BODY.encode()
    token = "pc_a-token-for-benchmarks"  # noqa: S105 no real secret
    token_hash = hash_token(token)
    uplink = chirpstack.parse("up", body)
    assert isinstance(uplink, Uplink)
    report("read a message", lambda: chirpstack.parse("up", body))
    report("check a secret", lambda: matches(token, token_hash))
    report("compute a frame key", lambda: frame_key(uplink))
    report("flatten what a codec said", lambda: flatten(DATA))
    writes = [_write(uplink, number) for number in range(AT_ONCE)]
    report("turn a group into rows", lambda: _rows(writes), per=AT_ONCE)


def report(name: str, work: Callable[[], object], *, per: int = 1) -> None:
    """Print the median of many runs in µs, divided by the uplinks in each."""
    spans = []
    for _ in range(TIMES // per * 5):
        began = time.perf_counter()
        work()
        spans.append((time.perf_counter() - began) / per * 1e6)
    print(f"{name:30} {median(spans):6.1f} µs per uplink")


def _write(uplink: Uplink, device: int) -> StoreUplink:
    contents = Contents(
        state=UplinkState.DECODED,
        values=DATA,
        layout_id=1,
        numbers="{46,698,55,60,22.8}",
    )
    return StoreUplink(
        uplink=uplink,
        frame_key=frame_key(uplink),
        tenant_id=1,
        device_id=device,
        connection_id=1,
        received_at=AT,
        ts=AT,
        late=False,
        contents=contents,
        limits=(),
        receptions=[{"gateway_id": "0016c001ff10abcd", "rssi_dbm": -57.0}],
        body=b"{}",
    )


def _rows(writes: list[StoreUplink]) -> object:
    states = {w.device_id: State(tenant_id=1, device_id=w.device_id) for w in writes}
    group = Group(states, frozenset({AT.date()}))
    for write in writes:
        group.add(write)
    return group.uplink_rows(), group.state_rows(), group.told()


if __name__ == "__main__":
    main()
