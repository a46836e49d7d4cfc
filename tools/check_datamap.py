"""The data map says what there is (PRV-1): makes an installation and looks into it.

Compares every register.py with the catalogue of a freshly migrated database, the files
below its data directory, cookies, browser storage, channels and logs.
"""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from progres.kit.datamap import Store
from progres.ops.environment import make_environment
from progres.ops.postgres import EmbeddedPostgres, remove_database
from progres.privacy.check import (
    COLUMNS,
    declaration_problems,
    file_problems,
    place_problems,
    table_problems,
)
from progres.privacy.datamap import DATA_MAP
from tools import stored_things


def database_problems(owner_url: str) -> Iterator[str]:
    """Compare with the catalogue of a migrated database."""
    columns: dict[str, set[str]] = defaultdict(set)
    with psycopg.connect(owner_url) as owner:
        for table, column in owner.execute(COLUMNS):
            columns[table].add(column)
    yield from table_problems(DATA_MAP, columns)


def source_problems() -> Iterator[str]:
    """Compare with what sources and settings say; Django must be set up."""
    found = {
        Store.COOKIE: stored_things.cookies,
        Store.BROWSER: stored_things.browser_keys,
        Store.QUEUE: stored_things.channels,
    }
    for store, names in found.items():
        try:
            yield from place_problems(DATA_MAP, store, names())
        except stored_things.NotReadable as problem:
            yield str(problem)
    log_places = [*stored_things.logs(), *stored_things.access_logs()]
    yield from place_problems(DATA_MAP, Store.LOG, log_places)


@contextmanager
def installation() -> Iterator[tuple[Path, str]]:
    """Yield a data directory as `serve` makes it, and the owner's way to its database."""
    with tempfile.TemporaryDirectory(prefix="progres-datamap-") as folder:
        data_dir = Path(folder)
        server = EmbeddedPostgres(data_dir)
        try:
            server.start()
            environment = make_environment(data_dir, server.urls, os.environ)
            command = [sys.executable, "-m", "progres", "migrate"]
            subprocess.run(command, check=True, env=environment)  # noqa: S603 ourselves
            yield data_dir, server.urls.owner
        finally:
            server.stop()
            remove_database(data_dir)


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "progres.settings"
    django.setup()
    found = [*declaration_problems(DATA_MAP), *source_problems()]
    with installation() as (data_dir, owner_url):
        found += database_problems(owner_url)
        found += file_problems(DATA_MAP, stored_things.files(data_dir))
    print("\n".join(found) or f"{len(DATA_MAP)} places are in the data map.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
