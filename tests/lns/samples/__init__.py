"""The sample messages and what must be read from them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from progres.lorawan.uplink import Message, Uplink

FOLDER = Path(__file__).parent


def body_of(sample: str) -> bytes:
    """Return a sample as it goes over the wire; `sample` is such as tts/uplink.json."""
    return (FOLDER / sample).read_bytes()


def expected_uplinks(server: str) -> dict[str, dict[str, Any]]:
    """Return, by file name, what an uplink must say in the words of `told`."""
    expected: dict[str, dict[str, Any]] = json.loads(
        body_of(f"{server}/_expected.json")
    )
    for name, values in expected.items():
        expected[name] = expected[values["same_as"]] if "same_as" in values else values
        expected[name]["time"] = str(
            datetime.fromisoformat(str(expected[name]["time"]))
        )
    return expected


def told(message: Message) -> dict[str, Any]:
    """Return an uplink in the words of `_expected.json`."""
    assert isinstance(message, Uplink)
    return {
        "dev_eui": message.dev_eui,
        "f_port": message.f_port,
        "f_cnt": message.f_cnt,
        "payload_hex": message.payload.hex(),
        "time": str(message.sent_at),
        "confirmed": message.confirmed,
        "dev_addr": message.dev_addr,
        "adr": message.adr,
        "frequency_hz": message.frequency_hz,
        "sf": message.spreading_factor,
        "bw_hz": message.bandwidth_hz,
        "gateways": [
            {
                "id": heard.gateway_id,
                "rssi": heard.rssi_dbm,
                "snr": heard.snr_db,
                "lat": heard.latitude,
                "lon": heard.longitude,
                "alt": heard.altitude_m,
            }
            for heard in message.receptions
        ],
        "dedup": message.delivery_id,
    }
