from datetime import timedelta

import pytest

from progres.outbox.rules import next_attempt, one_line, refuses_for_good
from tests.world import NOON


def test_waits_grow_until_the_mail_is_two_days_old() -> None:
    at = NOON
    waits: list[float] = []
    while due_at := next_attempt(attempts=len(waits) + 1, created_at=NOON, at=at):
        waits.append((due_at - at).total_seconds())
        at = due_at

    assert waits[:6] == [5, 15, 60, 300, 900, 900]
    assert set(waits[4:]) == {900}
    assert timedelta(hours=48) <= at - NOON < timedelta(hours=48, minutes=15)


@pytest.mark.parametrize(
    ("code", "final"),
    [(550, True), (554, True), (552, False), (450, False), (250, False)],
)
def test_a_permanent_refusal_is_final_and_a_full_mailbox_is_not(
    code: int, *, final: bool
) -> None:
    assert refuses_for_good(code) == final


def test_a_header_is_one_line() -> None:
    assert one_line(" a\r\nb\u2028c\td ") == "a b c d"
