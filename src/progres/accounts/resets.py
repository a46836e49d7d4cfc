"""Wishes for a new password: taken from everybody alike, looked into by the worker."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from progres.accounts.models import ResetWish

AT_ONCE = 100

TAKE = """
delete from reset_wish where id in (
    select id from reset_wish order by id limit %s)
returning email
"""


def wish_reset(email: str, *, at: datetime) -> None:
    """Note that somebody wants a new password for an address, whosever it is."""
    ResetWish.objects.create(email=email.strip(), asked_at=at)


def take_wishes() -> Sequence[str]:
    """Take the addresses that wait, in the transaction that answers them."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [AT_ONCE])
        return [email for (email,) in cursor.fetchall()]
