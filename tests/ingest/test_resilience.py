"""What codecs, network servers and clocks may do without an uplink being lost."""

import asyncio
import time
from contextlib import suppress
from datetime import date, timedelta

import asyncpg
import psycopg

from progres.ingest.contents import LONGEST_LAYOUT, MOST_LAYOUTS
from progres.ingest.database import is_away
from progres.ingest.group import MOST_RECEPTIONS
from progres.ingest.state import MOST_KNOWN
from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door, change, chirpstack_up, rows
from tests.ingest.setting import add_device, add_rule, register_device_with
from tests.world import NOON, World

OTHER = "70b3d57ed0000001"
THIRD = "70b3d57ed0000002"
HOT = bytes([1, 144, 88, 0])  # 40.0 °C
LONG_KEYS = """
function decodeUplink(input) {
  var data = {}, seed = 7;
  for (var n = 0; n < 200; n++) {
    var key = '';
    while (key.length < 90) { seed = seed * 16807 % 2147483647; key += seed.toString(36); }
    data[key] = n;
  }
  return {data: data};
}
"""
LARGE = """
function decodeUplink(input) {
  var data = {large: 1e20, small: -1e19};
  data['k' + input.bytes[0]] = 1;
  return {data: data};
}
"""
EVER_NEW_KEYS = """
function decodeUplink(input) {
  var data = {};
  for (var n = 0; n < 150; n++) { data['k' + input.bytes[0] + '_' + n] = n; }
  return {data: data};
}
"""


def wait_until_somebody_waits(urls: DatabaseUrls) -> None:
    while not rows(urls, "select from pg_locks where not granted"):
        continue


def forget_day(urls: DatabaseUrls, day: date) -> None:
    """Drop the tables of a day, which other tests do not expect."""
    change(urls, f"drop table uplink_{day:%Y%m%d}, reading_{day:%Y%m%d}")


def test_keys_too_long_for_an_index_are_stored_beside_the_numbers(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    dev_eui = register_device_with(committed_world, OTHER, LONG_KEYS)

    async def scenario(door: Door) -> None:
        assert (await door.uplink(committed_world, dev_eui=dev_eui)).status_code == 200

    at_the_door(database_urls, scenario)
    (reading,) = rows(database_urls, "select vals, extra from reading")
    assert reading["vals"] == []
    assert len(reading["extra"]) == 200
    assert sum(map(len, reading["extra"])) > LONGEST_LAYOUT


def test_whole_numbers_beyond_64_bits_are_numbers_like_all_others(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    dev_eui = register_device_with(committed_world, OTHER, LARGE)

    async def scenario(door: Door) -> None:
        for n in range(66):  # more shapes than a type may have
            answer = await door.uplink(
                committed_world, dev_eui=dev_eui, payload=bytes([n]), f_cnt=n
            )
            assert answer.status_code == 200

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select distinct state, problem from uplink") == [
        {"state": 1, "problem": None}
    ]
    (first,) = rows(database_urls, "select vals from reading where f_cnt = 0")
    (last,) = rows(database_urls, "select extra from reading where f_cnt = 65")
    assert first["vals"] == [1.0, 1e20, -1e19]
    assert last["extra"] == {"k65": 1, "large": 1e20, "small": -1e19}


def test_a_type_makes_so_many_shapes_and_no_more_also_after_a_restart(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    greedy = register_device_with(committed_world, OTHER, LARGE)
    modest = register_device_with(committed_world, THIRD, LARGE)

    async def send(door: Door, dev_eui: str, numbers: range) -> None:
        for n in numbers:
            payload = bytes([n])
            answer = await door.uplink(
                committed_world, dev_eui=dev_eui, payload=payload, f_cnt=n
            )
            assert answer.status_code == 200

    at_the_door(database_urls, lambda door: send(door, greedy, range(60)))
    at_the_door(database_urls, lambda door: send(door, greedy, range(60, 70)))
    at_the_door(database_urls, lambda door: send(door, modest, range(60, 70)))

    counts = rows(
        database_urls,
        "select count(*) from layout where keys <> '{}' group by device_type_id"
        " order by 1",
    )
    assert [row["count"] for row in counts] == [6, MOST_LAYOUTS]


def test_a_device_is_known_by_its_newest_keys_and_not_by_ever_more(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    dev_eui = register_device_with(committed_world, OTHER, EVER_NEW_KEYS)

    async def scenario(door: Door) -> None:
        for n in range(4):
            at = NOON - timedelta(seconds=4 - n)
            await door.uplink(
                committed_world, dev_eui=dev_eui, payload=bytes([n]), f_cnt=n, at=at
            )

    at_the_door(database_urls, scenario)
    (state,) = rows(database_urls, "select values from latest")
    assert len(state["values"]) == MOST_KNOWN
    assert {f"k3_{n}" for n in range(150)} <= state["values"].keys()
    assert "k0_0" not in state["values"]


def test_thousands_of_gateways_hold_up_nobody(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"

    async def scenario(door: Door) -> None:
        for copy in range(2):
            body = chirpstack_up()
            body["rxInfo"] = [{"gatewayId": f"{copy}{n:x}"} for n in range(20_000)]
            answer = await door.post(path, body, committed_world.token)
            assert answer.status_code == 200

    began = time.process_time()
    at_the_door(database_urls, scenario)
    assert time.process_time() - began < 20  # comparing each with each took a minute
    (uplink,) = rows(database_urls, "select receptions from uplink")
    assert len(uplink["receptions"]) == MOST_RECEPTIONS


def test_an_uplink_older_than_all_days_of_uplinks_is_assigned_and_holds_up_nobody(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def before(door: Door) -> None:
        await door.uplink(committed_world, dev_eui=OTHER)
        await door.uplink(committed_world, dev_eui=THIRD)

    at_the_door(database_urls, before)
    change(
        database_urls,
        "update unassigned_uplink set received_at = received_at - interval '100 days'"
        " where dev_eui = '70b3d57ed0000001'",
    )
    add_device(committed_world, OTHER)
    add_device(committed_world, THIRD)

    async def afterwards(door: Door) -> None:
        assert await door.parts.backlog.work() == 2

    at_the_door(database_urls, afterwards)
    assert rows(database_urls, "select 1 from unassigned_uplink") == []
    assert len(rows(database_urls, "select 1 from reading")) == 2
    forget_day(database_urls, (NOON - timedelta(days=100)).date())


def test_uplinks_are_stored_when_the_clock_has_leapt_to_a_day_without_place(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        for n, days in enumerate((400, -400)):
            door.clock.now = NOON + timedelta(days=days)
            answers = await asyncio.gather(
                *(
                    door.uplink(committed_world, f_cnt=2 * n + i, at=door.clock.now)
                    for i in range(2)
                )
            )
            assert [answer.status_code for answer in answers] == [200, 200]

    at_the_door(database_urls, scenario)
    assert len(rows(database_urls, "select 1 from uplink where state = 1")) == 4
    for days in (400, -400):
        forget_day(database_urls, (NOON + timedelta(days=days)).date())


def test_a_state_of_a_clock_that_was_ahead_hides_no_news(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    add_rule(committed_world, high=30.0)

    async def scenario(door: Door) -> None:
        door.clock.now = NOON + timedelta(days=2)
        await door.uplink(committed_world, f_cnt=1, at=door.clock.now)
        door.clock.now = NOON
        await door.uplink(committed_world, f_cnt=2, payload=HOT, at=NOON)

    at_the_door(database_urls, scenario)
    assert rows(database_urls, "select values from alarm_feed") == [
        {"values": {"temperature": 40.0}}
    ]
    (state,) = rows(database_urls, "select last_seen_at, values from latest")
    assert state["last_seen_at"] == NOON
    assert state["values"]["temperature"][1] == 40.0


def test_a_group_that_the_database_gives_up_in_a_deadlock_is_stored_all_the_same(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    first = committed_world.device
    second = add_device(committed_world, OTHER)

    async def scenario(door: Door) -> None:
        for dev_eui in (first.dev_eui, OTHER):
            await door.uplink(committed_world, dev_eui=dev_eui, f_cnt=0)
        async with await psycopg.AsyncConnection.connect(database_urls.owner) as other:
            lock = "select from latest where device_id = %s for update"
            await other.execute(lock, [second.id])
            sending = [
                asyncio.create_task(door.uplink(committed_world, dev_eui=dev_eui))
                for dev_eui in (first.dev_eui, OTHER)
            ]
            await asyncio.to_thread(wait_until_somebody_waits, database_urls)
            # Who has waited longer is given up; on a slow machine that may be us.
            with suppress(psycopg.errors.DeadlockDetected):
                await other.execute(lock, [first.id])
            await other.rollback()
        answers = await asyncio.gather(*sending)
        assert [answer.status_code for answer in answers] == [200, 200]

    at_the_door(database_urls, scenario)
    assert len(rows(database_urls, "select 1 from uplink")) == 4


def test_a_value_that_cannot_be_sent_is_no_sign_that_the_database_is_away() -> None:
    assert not is_away(asyncpg.DataError("invalid input for query argument $1"))
    assert is_away(asyncpg.InterfaceError("connection is closed"))
