import io
import stat
from datetime import UTC, datetime
from pathlib import Path

from progres.ops.demo.progress import Progress
from progres.ops.demo.record import (
    NAME,
    Account,
    Line,
    Record,
    new_password,
    read_record,
    write_record,
)

RECORD = Record(
    history_ended_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    accounts=[Account("the operator", "otto@example.org", "one-two-three")],
    lines={"stadt": Line(7, "pc_secret")},
    counters={"02c17e0000000001": 12},
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_written_is_read_again_and_nobody_elses_to_read(tmp_path: Path) -> None:
    write_record(tmp_path, RECORD)
    assert read_record(tmp_path) == RECORD
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_passwords_are_long_and_never_the_same() -> None:
    passwords = {new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(len(password) >= 15 for password in passwords)


def test_progress_is_one_line_on_a_terminal() -> None:
    output = Terminal()
    progress = Progress("History", output)
    for share in (0.0, 0.5, 1.0):
        progress.show(share, "07.03.")
    assert output.getvalue().count("\n") == 1
    assert "50%" in output.getvalue()


def test_progress_is_a_line_for_every_tenth_elsewhere() -> None:
    output = io.StringIO()
    progress = Progress("History", output)
    for step in range(101):
        progress.show(step / 100)
    assert len(output.getvalue().splitlines()) == 11
    assert "\r" not in output.getvalue()
