from hypothesis import given
from hypothesis import strategies as st

from progres.ops.demo.city import things
from progres.ops.demo.episodes import EACH_S, QUICK_S, STAGE, USUAL_PPM, added_ppm
from progres.ops.demo.people import WATCHES

LIMIT_PPM = next(w.above for w in WATCHES if w.key == "co2") or 0.0
AIR_PPM = 430.0  # an empty room at night


def test_the_stage_is_made_of_rooms_that_speak() -> None:
    rooms = {t.name for t in things() if t.kind.name == "air" and t.silent_days is None}
    assert set(STAGE) <= rooms


def test_somebody_who_looks_sees_an_alarm_within_a_minute() -> None:
    seconds = range(int(60 - QUICK_S))
    assert any(AIR_PPM + added_ppm(STAGE[0], s) > LIMIT_PPM for s in seconds)


def test_every_room_has_its_turn_and_recovers() -> None:
    for number, room in enumerate(STAGE):
        begin = number * EACH_S
        assert added_ppm(room, begin) == 0
        assert AIR_PPM + added_ppm(room, begin + 60) > LIMIT_PPM
        assert USUAL_PPM + added_ppm(room, begin + 180) < LIMIT_PPM - 200


@given(st.sampled_from(STAGE), st.floats(0, 1e6))
def test_air_on_stage_is_bad_but_believable(room: str, running_s: float) -> None:
    assert 0 <= added_ppm(room, running_s) < 1500
