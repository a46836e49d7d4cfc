"""Servers of their own for the tests of `ops`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from progres.ops.postgres import EmbeddedPostgres, remove_database


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a data directory for one after the other."""
    folder = tmp_path_factory.mktemp("hurt")
    yield folder
    remove_database(folder)


@pytest.fixture
def own(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Yield a server that a test may hurt, though not beyond repair."""
    server = EmbeddedPostgres(folder)
    yield server
    server.stop()
