from pathlib import Path

import pytest

from progres.ops.embedded.locks import InUse
from progres.ops.postgres import EmbeddedPostgres, remove_database
from progres.ops.refusal import CannotRun
from tests.ops.numbers import write_number


def test_a_first_start_that_was_cut_short_is_begun_anew(
    own: EmbeddedPostgres, folder: Path
) -> None:
    own.start()
    own.stop()
    cluster = (folder / "postgres").resolve() / "cluster"
    cluster.rename(cluster.with_name("cluster.new"))

    own.start()

    assert not cluster.with_name("cluster.new").exists()
    write_number(own, 7)


def test_a_database_of_another_version_is_not_touched(
    own: EmbeddedPostgres, folder: Path
) -> None:
    own.start()
    own.stop()
    version = (folder / "postgres").resolve() / "cluster" / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(CannotRun, match="was made by PostgreSQL 17"):
        own.start()

    version.write_text("18\n")
    own.start()


def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name-" * 10)
    server = EmbeddedPostgres(folder)
    try:
        server.start()
        write_number(server, 7)
        socket_dir = Path(server.urls.web.partition("host=")[2])
        assert socket_dir.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()
        remove_database(folder)
    assert not socket_dir.exists()


def test_a_closed_folder_above_stays_closed_and_works(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "data")
    try:
        server.start()
        write_number(server, 7)
        place = (closed / "data" / "postgres").resolve()
    finally:
        server.stop()
        remove_database(closed / "data")

    assert closed.stat().st_mode & 0o777 == 0o700
    assert not place.exists()


def test_a_database_in_use_is_not_removed(own: EmbeddedPostgres, folder: Path) -> None:
    own.start()

    with pytest.raises(InUse):
        remove_database(folder)

    write_number(own, 7)


def test_a_database_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "postgres").symlink_to(tmp_path / "gone")

    with pytest.raises(CannotRun, match="gone, which is gone; put it back, or remove"):
        EmbeddedPostgres(tmp_path).start()
