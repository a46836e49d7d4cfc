"""Sealed entries reach a log elsewhere, each at least once."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from progres.audit.sink import forward_entries
from progres.kit.env import AuditSink, BadSetting, parse_audit_sink
from progres.ops.postgres import DatabaseUrls
from tests.audit.setting import seal_all, write
from tests.worker.working import number
from tests.world import NOON, World

END = b"end"
REACHED = "select coalesce(max(seal_id), 0) from audit_forwarding"


def forward(sink: AuditSink) -> None:
    while forward_entries(sink, at=NOON):
        pass


def test_lines_of_json_on_standard_output(
    committed_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    seal_all()
    forward(AuditSink())
    capsys.readouterr()
    write(committed_world, {"high": [60, 80]}, {"notes": ["", "ä" * 40_000]})
    forward(AuditSink())
    assert capsys.readouterr().out == ""  # not sealed yet
    seal_all()

    forward(AuditSink())
    forward(AuditSink())

    short, long = map(json.loads, capsys.readouterr().out.splitlines())
    assert (short["user"], short["action"]) == ("Olga Keller", "device.changed")
    assert (short["ip"], short["os"]) == ("2001:db8::1", "Linux")
    assert short["changes"] == {"high": [60, 80]}
    assert (short["chain"]["day"], len(short["chain"]["head"])) == ("2026-03-01", 64)
    assert long["changes"] == "too long"


def read_until_the_end(syslog: socket.socket) -> list[bytes]:
    return list(iter(lambda: syslog.recv(65_536), END))


def test_syslog_of_this_machine(committed_world: World) -> None:
    seal_all()
    with (
        TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog,
    ):
        syslog.bind(f"{folder}/log")
        sink = parse_audit_sink(f"syslog://{folder}/log")
        assert sink is not None
        with ThreadPoolExecutor(1) as pool:  # few messages wait there unread
            reading = pool.submit(read_until_the_end, syslog)
            forward_entries(sink, at=NOON)
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
                last.sendto(END, f"{folder}/log")
            message = reading.result()[0].decode()

    head, line = message.split(" {", 1)
    assert head.startswith("<110>1 2026-03-01T12:00:00.000000Z ")
    assert head.endswith(" progres - audit -")
    assert json.loads("{" + line)["action"] == "tenant.created"


def test_syslog_elsewhere(committed_world: World) -> None:
    seal_all()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as syslog:
        syslog.bind(("127.0.0.1", 0))
        sink = parse_audit_sink(f"syslog+udp://127.0.0.1:{syslog.getsockname()[1]}")
        assert sink is not None
        forward_entries(sink, at=NOON)
        assert syslog.recv(65_536).startswith(b"<110>1 ")


def test_what_the_sink_did_not_take_is_handed_over_again(
    committed_world: World, database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    seal_all()
    with pytest.raises(FileNotFoundError):
        forward_entries(AuditSink(path=str(tmp_path / "log")), at=NOON)

    assert number(database_urls, REACHED) == 0
    forward(AuditSink())
    assert number(database_urls, REACHED) > 0


def test_a_sink_that_is_none_is_refused() -> None:
    assert parse_audit_sink("") is None
    assert parse_audit_sink("stdout") == AuditSink()
    assert parse_audit_sink("syslog+udp://log") == AuditSink(host="log", port=514)
    for text in ("syslog", "syslog://host/x", "syslog+udp://", "file:///x", "syslog:x"):
        with pytest.raises(BadSetting, match="is no sink; use stdout"):
            parse_audit_sink(text)
