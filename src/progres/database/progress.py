"""How far a piece of work of seconds is, told to others while its transaction is open.

They see nothing of what it has written, but they see the name that its session bears;
the name ends with the transaction, however that ends, and is kept nowhere.
"""

import re
import secrets
from collections.abc import Callable

from django.db import connection

Progress = Callable[[int, int], None]  # so much of so much

_MARK = re.compile(r"[0-9a-f]{32}")
_TOLD = re.compile(r"(\d+)/(\d+)")


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def new_mark() -> str:
    """Make up by what a piece of work is asked for."""
    return secrets.token_hex(16)


def telling(user_id: int, mark: str) -> Progress:
    """Tell how far this transaction is to the person who has its mark."""
    if not _MARK.fullmatch(mark):
        return silent

    def tell(done: int, total: int) -> None:
        name = f"{_name(user_id, mark)}{done}/{total}"  # 63 characters at most
        with connection.cursor() as cursor:
            cursor.execute("select set_config('application_name', %s, true)", [name])

    return tell


def told(user_id: int, mark: str) -> tuple[int, int] | None:
    """Say how far a person's piece of work is; None if none is on its way."""
    if not _MARK.fullmatch(mark):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select application_name from pg_stat_activity"
            " where usename = current_user and starts_with(application_name, %s)",
            [name := _name(user_id, mark)],
        )
        row = cursor.fetchone()
    found = row and _TOLD.fullmatch(row[0].removeprefix(name))
    return (int(found[1]), int(found[2])) if found else None


def _name(user_id: int, mark: str) -> str:
    return f"{user_id} {mark} "
