import os
import subprocess
import sys
import threading

import msgspec
import pytest

from progres.codecs import wire
from progres.codecs.worker import serve
from tests.codecs.jobs import CLIMATE, LOOPING, NOON

UPLINK = msgspec.json.encode({"bytes": [215], "fPort": 2, "recvTime": NOON})


def answers_to(
    records: list[bytes], *, has_grown: bool = False
) -> tuple[list[bytes], int]:
    """Serve one frame in a thread; give the answers and how many calls were marked."""
    request, requests = os.pipe()
    answers, answer = os.pipe()
    marks, mark = os.pipe()

    def run() -> None:
        serve(request, answer, mark, has_grown=lambda: has_grown)
        os.close(answer)

    worker = threading.Thread(target=run)
    worker.start()
    os.write(requests, wire.frame(records))
    if not has_grown:
        os.close(requests)
    received = bytearray()
    while chunk := os.read(answers, 65536):
        received += chunk
    worker.join()
    marked = len(os.read(marks, 65536))
    for descriptor in (
        request,
        answers,
        marks,
        mark,
        *([requests] if has_grown else []),
    ):
        os.close(descriptor)
    return list(wire.take_answers(received)), marked


def test_a_frame_is_answered_in_order_after_the_sign_of_readiness() -> None:
    records = [
        wire.source_record(3, CLIMATE),
        wire.call_record(3, "decodeUplink", UPLINK),
        wire.call_record(3, "encodeDownlink", b"{}"),
    ]

    answers, marked = answers_to(records)

    assert answers[0] == b""
    assert b'"temperature":21.5' in answers[1]
    assert b"no_function" in answers[2]
    assert marked == 2


def test_after_an_overrun_the_codec_waits_and_others_go_on() -> None:
    records = [
        wire.source_record(0, LOOPING),
        wire.source_record(1, CLIMATE),
        wire.call_record(0, "decodeUplink", UPLINK),
        wire.call_record(0, "decodeUplink", UPLINK),
        wire.call_record(1, "decodeUplink", UPLINK),
    ]

    answers, _ = answers_to(records)

    assert b"timeout" in answers[1]
    assert answers[2] == wire.LATER
    assert b'"temperature":21.5' in answers[3]


def test_a_worker_that_has_grown_too_much_ends_after_its_frame() -> None:
    records = [
        wire.source_record(0, CLIMATE),
        wire.call_record(0, "decodeUplink", UPLINK),
    ]

    answers, _ = answers_to(records, has_grown=True)

    assert b'"temperature":21.5' in answers[1]


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "os.open('/tmp', os.O_TMPFILE | os.O_RDWR)",
        "socket.socket()",
        "socket.socketpair()",
        "subprocess.run(['true'])",
        "os.pipe()",
        "bytearray(2 * 1024 ** 3)",
    ],
)
def test_a_worker_has_given_up_the_right(attempt: str) -> None:
    program = (
        "import os, socket, subprocess\n"
        "from progres.codecs.worker import give_up_rights\n"
        "give_up_rights()\n"
        "try:\n"
        f"    {attempt}\n"
        "except (OSError, MemoryError):\n"
        "    print('refused')\n"
    )

    said = subprocess.check_output(  # our own program
        [sys.executable, "-c", program], text=True
    )

    assert said == "refused\n"
