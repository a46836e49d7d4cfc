"""The worker as the program that it is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from progres.ops.postgres import DatabaseUrls
from tests.ops.running import LIMIT_S, until


@contextmanager
def worker(
    urls: DatabaseUrls, *, smtp_url: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker until the block ends; it lives when the block begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from progres.worker.run import main; main()"],
        env={
            **os.environ,
            "PROGRES_DATABASE_WEB_URL": urls.web,
            "PROGRES_DATABASE_ERASER_URL": urls.eraser,
            "PROGRES_SMTP_URL": smtp_url,
        },
    )
    try:
        until(lambda: process.poll() is not None or beats(urls) > 0)
        assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait(LIMIT_S)


def beats(urls: DatabaseUrls) -> int:
    """How many rows say that a worker lives: none or one."""
    return number(urls, "select count(*) from worker_heartbeat")


def number(urls: DatabaseUrls, query: str) -> int:
    """Ask the database as its owner."""
    with psycopg.connect(urls.owner) as owner:
        row = owner.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def stop(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Ask it to stop; return its exit code and how many seconds that took."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = process.wait(LIMIT_S)
    return code, time.monotonic() - begun
