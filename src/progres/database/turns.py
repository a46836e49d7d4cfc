"""Doing one after the other what one person sends at the same time."""

from django.db import connection


def take_turn(user_id: int) -> None:
    """Wait for what else the person has sent; until this transaction ends, others wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('sent by'), %s)", [user_id]
        )
