"""Reading the ChirpStack samples, as they are and with other values."""

import json
from typing import Any

from progres.lns.chirpstack import parse
from progres.lorawan.uplink import Message, Uplink
from tests.lns.samples import FOLDER, body_of

SAMPLES = sorted(
    path.name
    for path in (FOLDER / "chirpstack").iterdir()
    if not path.name.startswith("_")
)


def event_of(sample: str) -> str:
    """Return the event whose name the sample's begins with."""
    return sample.partition(".")[0].partition("_")[0]


def read(sample: str) -> Message:
    """Read a sample as its event."""
    return parse(event_of(sample), body_of(f"chirpstack/{sample}"))


def up(**changes: Any) -> Uplink:
    """Read the sample up.json with other members."""
    message = json.loads(body_of("chirpstack/up.json")) | changes
    uplink = parse("up", json.dumps(message).encode())
    assert isinstance(uplink, Uplink)
    return uplink
