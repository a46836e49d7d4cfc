"""Calls of the engine within this process."""

import json
from typing import Any

from progres.codecs.engine import Codec
from tests.codecs.jobs import NOON


def answer(source: str, *bytes_: int, function: str = "decodeUplink") -> Any:
    uplink = {"bytes": bytes_, "fPort": 2, "recvTime": NOON}
    return json.loads(Codec(source).run(function, json.dumps(uplink)))


def data_of(source: str, *bytes_: int) -> Any:
    return answer(source, *bytes_)["result"]["data"]


def value_of(expression: str, *bytes_: int) -> Any:
    """Evaluate a JavaScript expression over the uplink's bytes `b`."""
    return data_of(
        "function decodeUplink(input) {"
        f" var b = input.bytes; return {{data: {{v: {expression}}}}}; }}",
        *bytes_,
    )["v"]
