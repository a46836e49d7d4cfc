"""How many messages a second come by MQTT at quality 1, from the broker to the disk.

Run: python benchmarks/mqtt.py [seconds] [rate]. First the front door takes uplinks by
webhook, as `ingest.py` measures it, and the floor does; then the same uplinks come by
MQTT, published at `rate` a second, and then a queue that waited at the broker is taken
up. Broker, publisher, web process with its codec worker and PostgreSQL share the cores.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from _broker import broker
from _house import house
from ingest import (
    CODEC,
    DATA,
    DEVICES,
    FLOOR,
    FRONT_DOOR,
    TOKEN,
    backend_of,
    cpu_of,
    measure,
    parent_of,
    serving,
)

from progres.kit.secrets import hash_token

HERE = Path(__file__).parent
IN_FLIGHT = 1000  # of the broker; 20 unless set
PATIENCE_S = 60.0
AT_THE_BROKER = """
insert into connection (id, tenant_id, kind, transport, name, token_hash, token_prefix,
    created_at)
values (2, 1, 'chirpstack', 'mqtt', 'MQTT', '', '', now());
insert into connection_mqtt (connection_id, tenant_id, host, port, tls, client_id,
    username, application, prefix, gateways, left_filters, ca_certificate,
    client_certificate)
values (2, 1, 'localhost', %(port)s, false, 'progres', '', '', '', true, '{}', '', '');
"""
PAUSE = "update connection set paused_at = %s where id = 2"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Messages that were stored, and CPU seconds of each part meanwhile."""

    count: int
    seconds: float
    cpu: dict[str, float]


def main() -> None:
    seconds, rate = (*sys.argv[1:], *("10", "5000")[len(sys.argv) - 1 :])
    options = ["--seconds", seconds, "--connections", "64"]
    count = int(seconds) * int(rate)
    os.environ["PROGRES_INTERNAL_HOSTS"] = "localhost"
    with house() as owner, broker(in_flight=IN_FLIGHT) as (process, port):
        psycopg.ClientCursor(owner).execute(
            DATA.encode(),
            {"codec": CODEC, "devices": DEVICES, "token_hash": hash_token(TOKEN)},
        )
        door = measure(owner, FRONT_DOOR, options).load["acknowledged_per_s"]
        begin_anew(owner)
        floor = measure(owner, FLOOR, options).load["acknowledged_per_s"]
        print(f"by webhook {door:,.0f}/s, the floor {floor:,.0f}/s")
        psycopg.ClientCursor(owner).execute(AT_THE_BROKER.encode(), {"port": port})
        begin_anew(owner)
        with serving(FRONT_DOOR) as (server, _):
            wait_for(
                owner, "select count(*) from connection_link where is_connected", 1
            )
            parts = {"broker": process, "server": server.pid}
            live = take(owner, parts, port, count=count, rate=int(rate))
            owner.execute(PAUSE, ["now"])
            time.sleep(3)
            queue = take_queue(owner, parts, port, count=count)
    for name, taken in (("live", live), ("queue", queue)):
        report(name, taken, door=door, floor=floor)


def begin_anew(owner: psycopg.Connection) -> None:
    owner.execute("truncate uplink, reading, reading_late, alarm_feed")
    owner.execute("update latest set frames = '', values = '{}', ts = null")


def take(
    owner: psycopg.Connection,
    parts: dict[str, int],
    port: int,
    *,
    count: int,
    rate: int,
) -> Taken:
    """Publish at a rate, and wait until everything is stored."""
    begun, before = time.perf_counter(), _cpu(owner, parts)
    publisher = publish(port, count=count, rate=rate, first=1_000_000)
    wait_for(owner, "select count(*) from uplink", count)
    taken = time.perf_counter() - begun
    cpu = {name: now - before[name] for name, now in _cpu(owner, parts).items()}
    return Taken(count=count, seconds=taken, cpu=cpu | {"publisher": publisher})


def take_queue(
    owner: psycopg.Connection, parts: dict[str, int], port: int, *, count: int
) -> Taken:
    """Let a queue gather while the connection is paused, and take it up."""
    (stored,) = owner.execute("select count(*) from uplink").fetchone() or (0,)
    publish(port, count=count, rate=0, first=5_000_000)
    begun, before = time.perf_counter(), _cpu(owner, parts)
    owner.execute(PAUSE, [None])
    wait_for(owner, "select count(*) from uplink", stored + count)
    taken = time.perf_counter() - begun
    cpu = {name: now - before[name] for name, now in _cpu(owner, parts).items()}
    return Taken(count=count, seconds=taken, cpu=cpu)


def publish(port: int, *, count: int, rate: int, first: int) -> float:
    """Publish uplinks; return the CPU seconds that took."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [
            *(sys.executable, str(HERE / "_publisher.py"), "--port", str(port)),
            *("--count", str(count), "--rate", str(rate), "--first", str(first)),
            *("--devices", str(DEVICES)),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures["cpu_s"]


def wait_for(owner: psycopg.Connection, query: str, wanted: int) -> None:
    end = time.monotonic() + PATIENCE_S
    found = -1
    while found != wanted:
        if time.monotonic() > end:
            raise SystemExit(f"'{query}' is {found:,} and not {wanted:,}.")
        time.sleep(0.1)
        (found,) = owner.execute(query.encode()).fetchone() or (0,)


def report(name: str, taken: Taken, *, door: float, floor: float) -> None:
    rate = taken.count / taken.seconds
    print(
        f"{name:6} {taken.count:,} stored in {taken.seconds:.1f} s: {rate:,.0f}/s, "
        f"{rate / door:.2f} of the webhook, {rate / floor:.2f} of the floor"
    )
    for part, cpu_s in taken.cpu.items():
        cores, each_us = cpu_s / taken.seconds, cpu_s / taken.count * 1e6
        print(f"    {part:16} {cores:5.2f} cores   {each_us:5.0f} µs per message")


def _cpu(owner: psycopg.Connection, parts: dict[str, int]) -> dict[str, float]:
    return cpu_of(parts["server"], parent_of(backend_of(owner)), broker=parts["broker"])


if __name__ == "__main__":
    main()
