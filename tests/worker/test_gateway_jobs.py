"""Counting what gateways hear, and forgetting it in time."""

from datetime import timedelta

import pytest

from progres.ops.postgres import DatabaseUrls
from progres.worker import jobs
from tests.ingest.front_door import Door, at_the_door
from tests.worker.working import number
from tests.world import NOON, World


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


def at(days: float) -> int:
    """Noon and so many days, in seconds since 1970."""
    return int((NOON + timedelta(days=days)).timestamp())


def test_what_gateways_hear_is_counted_until_the_last_full_hour(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def send(door: Door) -> None:
        await door.uplink(committed_world)

    at_the_door(database_urls, send)

    jobs.count_hearings(timestamp=at(0.5 / 24))
    assert number(database_urls, "select count(*) from hearing") == 0
    for _ in range(2):
        jobs.count_hearings(timestamp=at(2.5 / 24))

    assert number(database_urls, "select sum(uplinks) from hearing") == 1
    jobs.delete_old_rows(timestamp=at(8))
    assert number(database_urls, "select count(*) from hearing") == 1
    jobs.delete_old_rows(timestamp=at(11))
    assert number(database_urls, "select count(*) from hearing") == 0
