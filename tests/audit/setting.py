"""The log of a house as its owner sees it, who may check it and could falsify it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from progres.audit.actions import record
from progres.audit.rules import Actor, Target
from progres.audit.sealing import seal_entries
from progres.database.scope import Scope, scoped
from progres.kit.env import parse_database_url
from tests.world import NOON, World

BY = Actor(
    name="Olga Keller", user_id=7, ip="2001:db8::1", browser="Firefox", system="Linux"
)


@contextmanager
def as_owner(owner_url: str) -> Iterator[None]:
    """Let Django come to the database as owner until the block ends."""
    address = parse_database_url("PROGRES_DATABASE_URL", owner_url)
    web = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(USER=address.user, PASSWORD=address.password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(USER=web["USER"], PASSWORD=web["PASSWORD"])


def write(
    world: World,
    *details: dict[str, Any],
    action: str = "device.changed",
    at: datetime = NOON,
    is_view: bool = False,
) -> None:
    """Write one committed entry for each of the details into the log of Musterstadt."""
    tenant_id = world.musterstadt.id
    with transaction.atomic(), scoped(Scope(frozenset({tenant_id}))):
        for told in details:
            record(
                action,
                tenant_id=tenant_id,
                target=Target("device", "12", "Raumfühler"),
                by=BY,
                at=at,
                details=told,
                is_view=is_view,
            )


def seal_all(at: datetime = NOON) -> int:
    """Seal whatever waits; say how many entries."""
    sealed = 0
    while taken := seal_entries(at=at):
        sealed += taken
    return sealed
