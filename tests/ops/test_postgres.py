import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from progres.ops.embedded.locks import InUse
from progres.ops.postgres import EmbeddedPostgres, remove_database
from tests.ops.numbers import read_numbers, write_number
from tests.ops.running import Running, is_alive, kill

APPLICATION = ("progres_web", "progres_ingest", "progres_eraser")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One running server for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("looked-at")
    server = EmbeddedPostgres(folder)
    server.start()
    yield server
    server.stop()
    remove_database(folder)


def setting(server: EmbeddedPostgres, name: str) -> str:
    with psycopg.connect(server.urls.owner) as connection:
        row = connection.execute("select current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("jit", "off"),
        ("log_statement", "none"),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
        ("log_parameter_max_length", "0"),
    ],
)
def test_the_server_is_set_to_keep_data_and_secrets(
    server: EmbeddedPostgres, name: str, value: str
) -> None:
    assert setting(server, name) == value


def test_texts_are_compared_in_the_same_way_everywhere(
    server: EmbeddedPostgres,
) -> None:
    with psycopg.connect(server.urls.owner) as connection:
        row = connection.execute(
            "select datlocprovider, datlocale, upper('straße') from pg_database"
            " where datname = current_database()"
        ).fetchone()
    assert row == ("b", "PG_UNICODE_FAST", "STRASSE")


def test_no_role_of_the_application_has_power_over_the_server(
    server: EmbeddedPostgres,
) -> None:
    with psycopg.connect(server.urls.owner) as connection:
        rows = connection.execute(
            "select rolname from pg_roles where rolname ~ '^progres_' and rolcanlogin"
            " and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb"
            " or rolreplication) order by 1"
        ).fetchall()
    assert {name for (name,) in rows} == {"progres_owner", *APPLICATION}


@pytest.mark.parametrize("role", ["web", "ingest", "eraser"])
def test_only_the_owner_makes_tables(server: EmbeddedPostgres, role: str) -> None:
    with (
        psycopg.connect(getattr(server.urls, role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table mine (id int)")


def test_migrations_do_not_wait_for_long(server: EmbeddedPostgres) -> None:
    assert setting(server, "lock_timeout") == "4s"
    assert setting(server, "statement_timeout") == "5s"


def test_pages_do_not_wait_for_ever(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.urls.web) as connection:
        row = connection.execute("select current_setting('statement_timeout')")
        assert row.fetchone() == ("30s",)


def test_a_wrong_password_opens_nothing(server: EmbeddedPostgres) -> None:
    wrong = "0" * 64
    with pytest.raises(psycopg.OperationalError, match="password authentication"):
        psycopg.connect(server.urls.web, password=wrong)


def test_the_log_quotes_no_values(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with (
        psycopg.connect(server.urls.web) as connection,
        pytest.raises(psycopg.errors.InvalidTextRepresentation),
    ):
        connection.execute("select %s::int", ["Erika Beispiel"])
    logs = Path(server.urls.web.partition("host=")[2]).parent / "log"
    texts = [file.read_text() for file in logs.iterdir()]
    assert any("ready to accept connections" in text for text in texts)
    assert not any("Beispiel" in text for text in texts)


def test_passwords_lie_in_a_file_for_the_owner_alone(
    own: EmbeddedPostgres, folder: Path
) -> None:
    own.start()

    file = folder / "database-passwords.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(own.urls.web).split(":")[2].split("@")[0] in file.read_text()


def test_a_second_start_on_the_same_directory_is_refused(
    own: EmbeddedPostgres, folder: Path
) -> None:
    own.start()

    with pytest.raises(
        InUse, match=rf"in use by another PROGRES \(process {os.getpid()}"
    ):
        EmbeddedPostgres(folder).start()


def test_what_was_committed_is_there_after_a_restart(own: EmbeddedPostgres) -> None:
    own.start()
    write_number(own, 7)

    own.stop()
    own.start()

    assert read_numbers(own) == [7]


def test_the_server_starts_again_after_it_was_killed(own: EmbeddedPostgres) -> None:
    own.start()
    write_number(own, 7)
    assert own.pid is not None

    with psycopg.connect(own.urls.web) as left_behind:
        kill(own.pid)
        own.start()
        with pytest.raises(psycopg.OperationalError):
            left_behind.execute("select 1")

    assert read_numbers(own) == [7]


def test_a_stop_does_not_wait_for_clients(own: EmbeddedPostgres) -> None:
    own.start()
    client = psycopg.connect(own.urls.web)
    client.execute("select 1")
    pid = own.pid
    assert pid is not None

    own.stop()

    assert not is_alive(pid)
    client.close()


def test_the_server_ends_with_its_parent_and_frees_the_directory(
    own: EmbeddedPostgres, folder: Path
) -> None:
    with Running("tests.ops.standin", "serve", folder) as running:
        database = running.number_after("database")
        running.line_with("ready")
        kill(running.process.pid)
        running.process.wait(10)

    own.start()

    assert not is_alive(database)
    write_number(own, 7)


def test_a_stop_before_the_start_does_nothing(own: EmbeddedPostgres) -> None:
    own.stop()
    assert own.pid is None
