"""The `progres` command from outside, as a person calls it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from progres.ops.postgres import EmbeddedPostgres, remove_database, urls_of
from tests.ops.running import Running

PASSWORD = "moss-lantern-harbour-19\n"  # noqa: S105 - of nobody
OLGA = ("--email", "olga@example.org", "--first-name", "Olga", "--last-name", "Ohm")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a data directory in which Olga is operator."""
    folder = tmp_path_factory.mktemp("commands") / "data"
    made = progres("create-operator", *OLGA, "--data-dir", folder, given=PASSWORD)
    assert made.stdout == "olga@example.org can sign in.\n"
    yield folder
    remove_database(folder)


def progres(
    *arguments: str | Path, given: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "progres", *map(str, arguments)],
        input=given,
        env={**own, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_key_and_nothing_else_is_printed(folder: Path) -> None:
    made = progres(
        *("create-api-key", "--email", "olga@example.org", "--name", "readings"),
        *("--read-only", "--expires-in-days", "30", "--data-dir", folder),
    )

    assert made.stderr == ""
    assert made.stdout.startswith("pk_")
    assert len(made.stdout.splitlines()) == 1


def test_people_are_added_while_the_installation_runs(folder: Path) -> None:
    with Running("tests.ops.standin", "serve", folder) as running:
        running.line_with("ready")

        made = progres(
            *("create-operator", "--email", "otto@example.org", "--first-name", "Otto"),
            *("--last-name", "Ohm", "--data-dir", folder),
            given=PASSWORD,
        )

        assert made.returncode == 0
        with psycopg.connect(urls_of(folder).owner) as connection:
            names = connection.execute("select first_name from account order by 1")
            assert names.fetchall() == [("Olga",), ("Otto",)]


def test_a_key_for_nobody_is_refused_with_a_sentence(folder: Path) -> None:
    refused = progres(
        *("create-api-key", "--email", "nora@example.org", "--name", "x"),
        *("--data-dir", folder),
    )

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        "progres: There is no active account for nora@example.org.\n"
    )


def test_a_weak_password_is_refused(folder: Path) -> None:
    refused = progres(
        *("create-operator", "--email", "nora@example.org", "--first-name", "Nora"),
        *("--last-name", "Netz", "--data-dir", folder),
        given="short\n",
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("progres: ")


def test_a_password_that_is_no_text_is_refused(folder: Path) -> None:
    refused = subprocess.run(
        [
            *(sys.executable, "-m", "progres", "create-operator", *OLGA),
            *("--data-dir", str(folder)),
        ],
        input=b"moss-lantern-\xff\xfe-19\n",
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 1
    assert b"is not UTF-8 text" in refused.stderr


def test_a_key_cannot_last_for_ever(folder: Path) -> None:
    refused = progres(
        *("create-api-key", "--email", "olga@example.org", "--name", "long"),
        *("--expires-in-days", "99999999", "--data-dir", folder),
    )

    assert refused.returncode == 1
    assert "3650 days at most" in refused.stderr


def test_nothing_is_left_running_by_a_command(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.start()
    server.stop()


def test_a_bad_setting_starts_nothing(tmp_path: Path) -> None:
    refused = progres("serve", "--data-dir", tmp_path / "new", PROGRES_MASTER_KEY="zz")

    assert refused.returncode == 1
    assert "keys of 32 bytes" in refused.stderr
    assert not (tmp_path / "new").exists()


def test_what_is_left_to_migrate_is_told_by_the_exit_code(tmp_path: Path) -> None:
    data = ("--data-dir", tmp_path / "data")
    try:
        assert progres("migrate", "--check", *data).returncode == 1
        assert progres("migrate", *data).returncode == 0
        assert progres("migrate", "--check", *data).returncode == 0
    finally:
        remove_database(tmp_path / "data")


def test_an_external_database_needs_every_role(tmp_path: Path) -> None:
    refused = progres(
        *("serve", "--port", "0", "--data-dir", tmp_path),
        PROGRES_DATABASE_URL="postgresql://progres_owner@db.example.org/progres",
    )

    assert refused.returncode == 1
    assert "PROGRES_DATABASE_WEB_URL is not set" in refused.stderr


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    refused = progres(
        *("serve", "--host", "192.0.2.1", "--port", "8000"),
        *("--data-dir", tmp_path / "data"),
    )

    assert refused.returncode == 1
    assert "cannot listen on 192.0.2.1, port 8000" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_a_port_that_cannot_be_is_refused(tmp_path: Path) -> None:
    refused = progres("serve", "--port", "99999", "--data-dir", tmp_path / "data")

    assert refused.returncode == 2
    assert "'99999' is not a port; use 1 to 65535" in refused.stderr


def test_a_forgotten_directory_does_not_become_an_installation(tmp_path: Path) -> None:
    refused = progres("doctor", "--data-dir", tmp_path / "data")

    assert refused.returncode == 1
    assert refused.stderr.startswith(
        f"progres: There is no installation in {tmp_path / 'data'}; name its directory"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["serve", "doctor", "demo"])
def test_a_place_that_is_no_directory_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()

    refused = progres(command, "--data-dir", tmp_path / "file" / "data")

    assert refused.returncode == 1
    assert "cannot be used (Not a directory); make it a directory" in refused.stderr


def test_a_part_on_its_own_needs_the_secrets_of_the_others() -> None:
    refused = progres(
        "web", PROGRES_DATABASE_WEB_URL="postgresql://progres_web@localhost/progres"
    )

    assert refused.returncode == 1
    assert "PROGRES_SECRET_KEY is not set" in refused.stderr
