import asyncio

import psycopg

from progres.ingest.writer import MOST_AT_ONCE, MOST_WAITING
from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door, rows
from tests.world import World

MORE_THAN_FITS = MOST_WAITING + 2 * MOST_AT_ONCE


def test_what_does_not_fit_is_refused_and_what_is_acknowledged_is_stored(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        assert (await door.uplink(committed_world, f_cnt=0)).status_code == 200
        with psycopg.connect(database_urls.owner) as slow:
            slow.execute("lock table latest in access exclusive mode")
            sending = [
                asyncio.create_task(door.uplink(committed_world, f_cnt=n))
                for n in range(1, MORE_THAN_FITS)
            ]
            (first, *_), _ = await asyncio.wait(
                sending, return_when=asyncio.FIRST_COMPLETED
            )
            refused = first.result()
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            slow.rollback()
            answers = await asyncio.gather(*sending)
        acknowledged = sum(answer.status_code == 200 for answer in answers)
        assert {answer.status_code for answer in answers} == {200, 503}
        assert len(rows(database_urls, "select 1 from uplink")) == acknowledged + 1

    at_the_door(database_urls, scenario)
