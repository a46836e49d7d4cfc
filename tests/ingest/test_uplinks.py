import asyncio
from datetime import timedelta

import orjson

from progres.ops.postgres import DatabaseUrls
from tests.ingest.front_door import Door, at_the_door, change, chirpstack_up, rows
from tests.ingest.setting import (
    add_device,
    add_rule,
    register_device_with,
    register_looping_device,
)
from tests.world import NOON, World


def refuse_readings_of(urls: DatabaseUrls, device_id: int) -> None:
    change(
        urls,
        "alter table reading add constraint refused"
        f" check (device_id <> {device_id}) not valid",
    )


def accept_readings_again(urls: DatabaseUrls) -> None:
    change(urls, "alter table reading drop constraint refused")


def test_an_uplink_is_decoded_and_stored_before_it_is_acknowledged(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        answer = await door.uplink(committed_world)
        assert (answer.status_code, answer.json()) == (200, {"outcome": "stored"})

    at_the_door(database_urls, scenario)
    reading = rows(
        database_urls,
        "select ts, vals, extra, keys from reading join layout using (layout_id)",
    )
    assert reading == [
        {
            "ts": NOON,
            "vals": [88.0, 21.5],
            "extra": {"open": False},
            "keys": ["battery", "temperature"],
        }
    ]
    uplink = rows(database_urls, "select state, payload, receptions from uplink")
    assert uplink == [
        {
            "state": 1,
            "payload": bytes([0, 215, 88, 0]),
            "receptions": [
                {"gateway_id": "0016c001ff10abcd", "rssi_dbm": -71.0, "snr_db": 8.5}
            ],
        }
    ]


def test_a_copy_with_another_time_gateway_and_id_adds_its_reception(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        await door.uplink(committed_world)
        answer = await door.uplink(
            committed_world,
            at=NOON + timedelta(seconds=2),
            gateways=("0016c001ff10ef01",),
            delivery_id="another",
        )
        assert answer.json() == {"outcome": "duplicate"}

    at_the_door(database_urls, scenario)
    (uplink,) = rows(database_urls, "select receptions from uplink")
    assert [r["gateway_id"] for r in uplink["receptions"]] == [
        "0016c001ff10abcd",
        "0016c001ff10ef01",
    ]
    assert len(rows(database_urls, "select 1 from reading")) == 1


def test_every_message_that_delivers_an_uplink_is_kept_byte_for_byte(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    bodies: list[bytes] = []

    async def scenario(door: Door) -> None:
        for gateway in ("0016c001ff10abcd", "0016c001ff10ef01"):
            body = b" " + orjson.dumps(chirpstack_up(gateways=(gateway,)))
            path = f"/ingest/chirpstack/{committed_world.connection.id}?event=up"
            await door.post(path, body, committed_world.token)
            bodies.append(body)
            door.clock.now += timedelta(seconds=1)

    at_the_door(database_urls, scenario)
    (uplink,) = rows(
        database_urls, "select device_id, frame_key, received_at from uplink"
    )
    kept = rows(database_urls, "select * from delivery order by received_at")
    assert [delivery["body"] for delivery in kept] == bodies
    assert {(d["device_id"], d["frame_key"]) for d in kept} == {
        (uplink["device_id"], uplink["frame_key"])
    }
    assert kept[0]["received_at"] == uplink["received_at"]


def test_a_copy_in_the_same_group_is_one_reading_with_both_receptions(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        answers = await asyncio.gather(
            *(
                door.uplink(committed_world, gateways=(f"0016c001ff10000{n}",))
                for n in range(5)
            )
        )
        outcomes = sorted(answer.json()["outcome"] for answer in answers)
        assert outcomes == ["duplicate"] * 4 + ["stored"]

    at_the_door(database_urls, scenario)
    (uplink,) = rows(database_urls, "select receptions from uplink")
    assert len(uplink["receptions"]) == 5


def test_a_device_that_starts_counting_anew_is_no_copy(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        for minute, f_cnt in enumerate((0, 1, 2, 0, 1)):
            answer = await door.uplink(
                committed_world, f_cnt=f_cnt, at=NOON - timedelta(minutes=9 - minute)
            )
            assert answer.json() == {"outcome": "stored"}

    at_the_door(database_urls, scenario)
    assert len(rows(database_urls, "select 1 from reading")) == 5


def test_two_frames_of_one_microsecond_both_stay(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        await door.uplink(committed_world, f_cnt=1)
        await door.uplink(committed_world, f_cnt=2)

    at_the_door(database_urls, scenario)
    assert len(rows(database_urls, "select 1 from reading")) == 2


def test_a_time_far_ahead_is_replaced_and_kept(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        await door.uplink(committed_world, f_cnt=1, at=NOON + timedelta(seconds=31))
        await door.uplink(committed_world, f_cnt=2, at=NOON + timedelta(seconds=30))

    at_the_door(database_urls, scenario)
    times = rows(database_urls, "select ts, sent_at from uplink order by f_cnt")
    assert times == [
        {"ts": NOON, "sent_at": NOON + timedelta(seconds=31)},
        {"ts": NOON + timedelta(seconds=30), "sent_at": NOON + timedelta(seconds=30)},
    ]


def test_a_late_frame_keeps_its_time_and_overwrites_nothing(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    async def scenario(door: Door) -> None:
        await door.uplink(committed_world, f_cnt=5)
        answer = await door.uplink(
            committed_world,
            f_cnt=4,
            payload=bytes([3, 231, 50, 1]),
            at=NOON - timedelta(days=40),
        )
        assert answer.json() == {"outcome": "stored"}

    at_the_door(database_urls, scenario)
    (state,) = rows(database_urls, "select last_seen_at, f_cnt, values from latest")
    assert (state["last_seen_at"], state["f_cnt"]) == (NOON, 5)
    assert state["values"]["temperature"][1] == 21.5
    (late,) = rows(database_urls, "select ts, vals from reading_late")
    assert late == {"ts": NOON - timedelta(days=40), "vals": [50.0, 99.9]}


def test_only_news_that_exceed_a_limit_reach_the_alarm_feed(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    add_rule(committed_world, high=30.0)
    hot = bytes([1, 44 + 100, 88, 0])  # 40.0 °C

    async def scenario(door: Door) -> None:
        await door.uplink(committed_world, f_cnt=1)
        await door.uplink(
            committed_world, f_cnt=2, payload=hot, at=NOON - timedelta(minutes=6)
        )
        assert rows(database_urls, "select 1 from alarm_feed") == []
        await door.uplink(
            committed_world, f_cnt=3, payload=hot, at=NOON + timedelta(seconds=1)
        )
        await door.uplink(committed_world, f_cnt=4, at=NOON + timedelta(seconds=2))

    at_the_door(database_urls, scenario)
    fed = rows(database_urls, "select values from alarm_feed order by id")
    assert fed == [
        {"values": {"temperature": 40.0}},
        {"values": {"temperature": 21.5}},
    ]


def test_a_codec_that_harms_keeps_nobody_else_waiting(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    looping = register_looping_device(committed_world)

    async def scenario(door: Door) -> None:
        answers = await asyncio.gather(
            door.uplink(committed_world, dev_eui=looping),
            door.uplink(committed_world),
        )
        assert [a.json()["outcome"] for a in answers] == ["stored", "stored"]
        while rows(database_urls, "select 1 from uplink where state = 0"):
            door.clock.now += timedelta(seconds=1)
            await door.parts.backlog.work()

    at_the_door(database_urls, scenario)
    found = rows(database_urls, "select state, problem from uplink order by state")
    assert found == [
        {"state": 1, "problem": None},
        {"state": 2, "problem": "timeout"},
    ]


def test_text_that_postgresql_cannot_store_harms_nobody(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    nul = register_device_with(
        committed_world,
        "70b3d57ed0061234",
        "function decodeUplink(i) { return {data: {t: 'a\\u0000b', n: 1}} }",
    )

    async def scenario(door: Door) -> None:
        answers = await asyncio.gather(
            door.uplink(committed_world, dev_eui=nul), door.uplink(committed_world)
        )
        assert [a.status_code for a in answers] == [200, 200]

    at_the_door(database_urls, scenario)
    assert len(rows(database_urls, "select 1 from reading")) == 2


def test_an_uplink_whose_values_the_database_refuses_is_kept_without_them(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    other = add_device(committed_world, "70b3d57ed0000042").dev_eui
    refuse_readings_of(database_urls, committed_world.device.id)

    async def scenario(door: Door) -> None:
        answers = await asyncio.gather(
            door.uplink(committed_world), door.uplink(committed_world, dev_eui=other)
        )
        assert [a.status_code for a in answers] == [200, 200]

    try:
        at_the_door(database_urls, scenario)
    finally:
        accept_readings_again(database_urls)
    found = rows(database_urls, "select problem from uplink order by problem")
    assert found == [{"problem": "unstorable"}, {"problem": None}]
    assert len(rows(database_urls, "select 1 from reading")) == 1
