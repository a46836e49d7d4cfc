"""How far an import is, told beside the transaction in which it is done."""

import time
from collections.abc import Callable

import psycopg

from progres.worker.config import WEB_URL, open_database

EVERY_S = 0.5


def telling(import_id: int) -> Callable[[int, int], None]:
    """Tell pages how many rows are done, twice a second at most."""
    told_at = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < EVERY_S:
            return
        told_at = time.monotonic()
        try:
            with open_database(WEB_URL) as web:
                values = [import_id, done, total]
                web.execute("select note_import_progress(%s, %s, %s)", values)
        except psycopg.Error:
            return  # the next time; the import itself goes on or fails by itself

    return tell
