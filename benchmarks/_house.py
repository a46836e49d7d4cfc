"""A database of its own for a benchmark, made as the server makes its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg

from progres.ops.postgres import EmbeddedPostgres, remove_database


@contextmanager
def house() -> Iterator[psycopg.Connection]:
    """Give the owner's connection; Django then asks as the web role, as pages do."""
    folder = Path(tempfile.mkdtemp(prefix="progres-bench-"))
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        os.environ.update(
            PROGRES_SECRET_KEY="benchmarks-sign-with-this",  # noqa: S106 no real secret
            PROGRES_MASTER_KEY="A" * 43 + "=",
            PROGRES_DATABASE_URL=server.urls.owner,
            PROGRES_DATABASE_WEB_URL=server.urls.web,
            PROGRES_DATABASE_INGEST_URL=server.urls.ingest,
            PROGRES_DATABASE_ERASER_URL=server.urls.eraser,
            DJANGO_SETTINGS_MODULE="progres.settings",
        )
        subprocess.run(
            [sys.executable, "-m", "progres", "migrate"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        import django

        django.setup()
        with psycopg.connect(server.urls.owner, autocommit=True) as owner:
            owner.execute("set statement_timeout = 0")
            yield owner
    finally:
        server.stop()
        remove_database(folder)
        shutil.rmtree(folder, ignore_errors=True)


def report(name: str, work: Callable[[], object], *, times: int = 15) -> None:
    """Print the median and the slowest of some runs, in ms."""
    spans = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spans.append((time.perf_counter() - began) * 1000)
    print(f"{name:60} median {median(spans):7.1f} ms, slowest {max(spans):7.1f} ms")
