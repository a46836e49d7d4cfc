"""The front door's way to PostgreSQL, as `progres_ingest`."""

from typing import TYPE_CHECKING, TypeAlias

import asyncpg

from progres.kit.env import DatabaseAddress

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Db: TypeAlias = PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Db = asyncpg.Connection
AWAY = (OSError, asyncpg.InterfaceError, TimeoutError)


def is_away(error: Exception) -> bool:
    """Say whether the database failed, and not one statement.

    Classes of SQLSTATE: 08 connection, 53 resources, 57 operator's intervention,
    58 system; 40001 and 40P01 are transactions to be tried again. A value that the
    client itself cannot encode is an InterfaceError too, and a ValueError.
    """
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state[:2] in {"08", "53", "57", "58"} or state in {"40001", "40P01"}
    return isinstance(error, AWAY) and not isinstance(error, ValueError)


async def _leave_as_it_is(_: object) -> None:
    """Spare the round trip that resets a connection: nothing here sets anything."""


async def open_pool(address: DatabaseAddress, *, most: int) -> Pool:
    """Open connections, at most `most`; a statement may take 30 s."""
    return await asyncpg.create_pool(
        host=address.host,
        port=address.port,
        database=address.name,
        user=address.user,
        password=address.password,
        min_size=2,
        max_size=most,
        command_timeout=30,
        reset=_leave_as_it_is,
        server_settings={"application_name": "progres ingest"},
    )
