"""The connection that a request holds, while the pool has few of them."""

from django.db import connection


def give_back() -> None:
    """Let others use this thread's connection; the next query takes another.

    In a transaction it is kept: that of a test, which rolls everything back.
    """
    if not connection.in_atomic_block:
        connection.close()
