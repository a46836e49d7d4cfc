"""What a front door leaves behind when it does not come to life."""

import asyncio
from datetime import datetime

import pytest

from progres.ingest.app import running
from progres.ingest.config import read_config
from progres.ops.postgres import DatabaseUrls
from tests.codecs.jobs import codec_workers
from tests.ingest.front_door import rows

SESSIONS = "select from pg_stat_activity where application_name = 'progres ingest'"


def no_clock() -> datetime:
    raise OSError("There is no clock.")


def test_a_front_door_that_fails_at_its_start_leaves_nothing_behind(
    committed: None, database_urls: DatabaseUrls
) -> None:
    config = read_config({"PROGRES_DATABASE_INGEST_URL": database_urls.ingest})

    async def start() -> None:
        async with running(config, clock=no_clock):
            raise AssertionError

    with pytest.raises(OSError, match="no clock"):
        asyncio.run(start())

    assert codec_workers() == []
    while rows(database_urls, SESSIONS):  # PostgreSQL notices in its own time
        continue
