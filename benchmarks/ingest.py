"""How many uplinks a second the front door acknowledges, and what they cost.

Run: python benchmarks/ingest.py [seconds] [connections]. One web process with its codec
worker, one PostgreSQL with fsync, and the load generator share the machine's cores. The
devices have a JavaScript codec and an alarm rule that their values do not exceed. Beside
it runs `_floor.py`, the same without secret, decoding and alarms, for comparison.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from _house import house

from progres.kit.secrets import hash_token

HERE = Path(__file__).parent
DEVICES = 1000
TOKEN = "pc_a-token-for-benchmarks"  # noqa: S105 no real secret
FRONT_DOOR = [sys.executable, "-m", "progres", "web", "--listener"]
FLOOR = [sys.executable, str(HERE / "_floor.py")]
TICKS_PER_S = os.sysconf("SC_CLK_TCK")

CODEC = """
function readInt16(bytes, at) {
  var value = (bytes[at] << 8) | bytes[at + 1];
  return value > 0x7fff ? value - 0x10000 : value;
}
function decodeUplink(input) {
  var b = input.bytes;
  if (input.fPort !== 2) return {errors: ["Port " + input.fPort + " is not known."]};
  return {data: {
    temperature: readInt16(b, 0) / 10,
    humidity: b[2] / 2,
    co2: (b[3] << 8) | b[4],
    light: b[5] * 4,
    battery: b[6],
  }};
}
"""

DATA = """
insert into tenant (id, name, short_name, language, time_zone, created_at)
values (1, 'PROGRES', 'operator', 'de', 'Europe/Berlin', now());
insert into device_type (id, tenant_id, shared, manufacturer, model, codec_source,
    value_specs, expected_interval, created_at)
values (1, 1, true, 'Muster Sensorik', 'Raum 3', %(codec)s, '[]', '15 min', now());
insert into device (id, tenant_id, device_type_id, dev_eui, join_eui, name, sort_key,
    status, serial_number, meter_number, measuring_location, site, installation_place,
    notes, created_at)
select n, 1, 1, lpad(to_hex(n), 16, '0'), '', 'Raum ' || n, n::text, 'registered',
    '', '', '', '', '', '', now() from generate_series(1, %(devices)s) n;
insert into connection (id, tenant_id, kind, name, token_hash, token_prefix, created_at)
values (1, 1, 'chirpstack', 'ChirpStack', %(token_hash)s, 'pc_', now());
insert into alarm_rule (id, tenant_id, name, device_type_id, key, type, high,
    hysteresis, hold, count, severity, enabled, created_at)
values (1, 1, 'CO₂', 1, 'co2', 'above', 60000, 0, '0', 1, 'major', true, now());
insert into layout (keys) values ('{battery,co2,humidity,light,temperature}');
insert into latest (tenant_id, device_id) select 1, n from generate_series(1, %(devices)s) n;
select make_partitions(current_date - 1, current_date + 2);
"""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the load generator saw, and CPU seconds of each part meanwhile."""

    load: dict[str, float]
    cpu: dict[str, float]


def main() -> None:
    seconds, connections = (*sys.argv[1:], *("10", "64")[len(sys.argv) - 1 :])
    options = ["--seconds", seconds, "--connections", connections]
    with house() as owner:
        psycopg.ClientCursor(owner).execute(
            DATA.encode(),
            {"codec": CODEC, "devices": DEVICES, "token_hash": hash_token(TOKEN)},
        )
        door = measure(owner, FRONT_DOOR, options)
        check_stored(owner, int(door.load["acknowledged"]))
        owner.execute("truncate uplink, reading, reading_late, alarm_feed")
        owner.execute("update latest set frames = '', values = '{}', ts = null")
        floor = measure(owner, FLOOR, options)
    show("front door", door)
    show("floor", floor)
    ratio = door.load["acknowledged_per_s"] / floor.load["acknowledged_per_s"]
    print(f"The front door does {ratio:.2f} of what the floor does.")


def measure(
    owner: psycopg.Connection, program: list[str], options: list[str]
) -> Outcome:
    """Run a server and the load against it."""
    postmaster = parent_of(backend_of(owner))
    with serving(program) as (server, port):
        address = ["--port", str(port), "--path", "/ingest/chirpstack/1?event=up"]
        load = subprocess.Popen(  # noqa: S603 - ourselves
            [
                *(sys.executable, str(HERE / "_loadgen.py"), *address, *options),
                *("--token", TOKEN, "--devices", str(DEVICES)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert load.stdout is not None
        _expect(load.stdout.readline(), "begin")
        before = cpu_of(server.pid, postmaster)
        _expect(load.stdout.readline(), "end")
        after = cpu_of(server.pid, postmaster)
        figures: dict[str, float] = json.loads(load.stdout.readline())
        load.wait()
    return Outcome(
        load=figures,
        cpu={name: after[name] - before[name] for name in after}
        | {"load generator": figures["cpu_s"]},
    )


@contextmanager
def serving(program: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a server on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = subprocess.Popen(  # noqa: S603 - ourselves
            [*program, str(listener.fileno())], pass_fds=[listener.fileno()]
        )
        try:
            yield server, listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait(20)


def check_stored(owner: psycopg.Connection, acknowledged: int) -> None:
    """Every acknowledged uplink is in the database, decoded or to be decoded."""
    counts = owner.execute(
        "select (select count(*) from uplink), (select count(*) from reading),"
        " (select count(*) from uplink where state = 0)"
    ).fetchone()
    assert counts is not None
    uplinks, readings, undecoded = counts
    print(
        f"{acknowledged:,} acknowledged; {uplinks:,} uplinks and {readings:,} readings "
        f"stored, {undecoded:,} to be decoded later."
    )
    assert uplinks >= acknowledged


def show(name: str, outcome: Outcome) -> None:
    load = outcome.load
    rate, seconds = load["acknowledged_per_s"], load["seconds"]
    print(
        f"{name:12} {rate:7,.0f} acknowledged/s   p50 {load['p50_ms']:5.1f} ms   "
        f"p99 {load['p99_ms']:5.1f} ms   slowest {load['max_ms']:5.1f} ms   "
        f"{load['refused']:.0f} refused"
    )
    for part, cpu_s in outcome.cpu.items():
        cores, each_us = cpu_s / seconds, cpu_s / (rate * seconds) * 1e6
        print(f"    {part:16} {cores:5.2f} cores   {each_us:5.0f} µs per uplink")


def cpu_of(
    server: int, postmaster: int, *, broker: int | None = None
) -> dict[str, float]:
    """CPU seconds so far of the server, its children, PostgreSQL as a whole, a broker."""
    found = {"server": 0.0, "codec worker": 0.0, "PostgreSQL": 0.0}
    for pid, parent, cpu_s in _processes():
        if pid == broker:
            found["broker"] = cpu_s
        elif pid == server:
            found["server"] += cpu_s
        elif parent == server:
            found["codec worker"] += cpu_s
        elif postmaster in (pid, parent):
            found["PostgreSQL"] += cpu_s
    return found


def _processes() -> Iterator[tuple[int, int, float]]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks = int(fields[11]) + int(fields[12])
        yield int(folder.name), int(fields[1]), ticks / TICKS_PER_S


def parent_of(pid: int) -> int:
    return next(parent for number, parent, _ in _processes() if number == pid)


def backend_of(owner: psycopg.Connection) -> int:
    row: Any = owner.execute("select pg_backend_pid()").fetchone()
    return int(row[0])


def _expect(line: str, word: str) -> None:
    if line.strip() != word:
        raise SystemExit(f"The load generator said '{line.strip()}', not '{word}'.")


if __name__ == "__main__":
    main()
