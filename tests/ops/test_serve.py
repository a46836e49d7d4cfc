"""The whole program as a person starts it."""

import urllib.request
from pathlib import Path

from progres.ops.postgres import urls_of
from tests.ops.running import Running, is_alive


def serve(folder: Path) -> Running:
    return Running("progres", "serve", "--port", "0", "--data-dir", folder)


def children_of(pid: int) -> dict[str, int]:
    """Find the processes that a process has started, by the end of their command."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        found[command[3] if "progres" in command else "postgres"] = int(child)
    return found


def environment_of(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_bytes().decode()


def test_it_says_its_address_when_it_is_ready_and_stops_when_asked(
    folder: Path,
) -> None:
    with serve(folder) as running:
        address = running.line_with("PROGRES is ready at ").split()[-1]
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            assert answer.status == 200
        parts = children_of(running.process.pid)
        assert set(parts) == {"postgres", "web", "worker"}

        code, seconds = running.stop()

        assert code == 0
        assert seconds < 10
        assert not any(is_alive(part) for part in parts.values())


def test_parts_know_no_more_passwords_than_they_need(folder: Path) -> None:
    with serve(folder) as running:
        running.line_with("PROGRES is ready at ")
        parts = children_of(running.process.pid)
        urls = urls_of(folder)

        web, worker = environment_of(parts["web"]), environment_of(parts["worker"])

        assert urls.web in web
        assert urls.web in worker
        assert urls.owner not in web + worker
        assert urls.eraser not in web
        assert "PROGRES_" not in environment_of(parts["postgres"])
        running.stop()


def test_secrets_are_made_once_and_kept_from_others(folder: Path) -> None:
    with serve(folder) as running:
        running.line_with("PROGRES is ready at ")
        files = [folder / name for name in ("secret-key", "master-key")]
        before = [file.read_text() for file in files]
        running.stop()

    with serve(folder) as running:
        running.line_with("PROGRES is ready at ")
        assert [file.read_text() for file in files] == before
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
        running.stop()
