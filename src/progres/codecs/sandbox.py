"""One call of a codec, for boxes to try it and for checks; not for the flow of uplinks."""

import os
import subprocess
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from progres.codecs import wire
from progres.codecs.outcome import (
    CodecFailed,
    problem_of,
    read_answer,
    source_problem,
)

_ENDS_WITHIN: Final = 10.0  # seconds, with the start of the process


def decode(
    codec_source: str, function: str, input_: Mapping[str, Any]
) -> dict[str, Any]:
    """Call one function of a codec in a process of its own, which ends afterwards.

    `function` is one of `wire.FUNCTIONS`; the older forms of a codec answer to them too.
    `input_` is what TS013 says: {bytes, fPort, recvTime} for decodeUplink, {data} for
    encodeDownlink and normalizeUplink, {bytes, fPort} for decodeDownlink; bytes are
    numbers from 0 to 255, and recvTime is ISO 8601 text in UTC. The result of decodeUplink
    always has `data`, `warnings` and `errors`. Blocks for about 0.1 s, at most 10.
    Raises CodecFailed with the problem, and ValueError for an unknown function.
    """
    if function not in wire.FUNCTIONS:
        raise ValueError(
            f"'{function}' is not a codec's function; use one of"
            f" {', '.join(wire.FUNCTIONS)}."
        )
    if problem := source_problem(codec_source):
        raise CodecFailed(problem)
    call = wire.call_record(0, function, msgspec.json.encode(input_))
    output = _run(wire.frame([wire.source_record(0, codec_source), call]))
    answers = [answer for answer in wire.take_answers(bytearray(output)) if answer]
    if not answers:
        raise CodecFailed(problem_of("crashed"))
    return read_answer(answers[0])


def _run(request: bytes) -> bytes:
    # Nobody reads the markers of a single call; the pipe takes the one byte.
    marks, marker = os.pipe()
    try:
        return subprocess.run(  # noqa: S603  # our own program
            wire.worker_command(marker),
            input=request,
            stdout=subprocess.PIPE,
            env=wire.ENVIRONMENT,
            pass_fds=(marker,),
            timeout=_ENDS_WITHIN,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        raise CodecFailed(problem_of("stuck")) from None
    finally:
        os.close(marks)
        os.close(marker)
