"""How far an instance is with its contract, day by day."""

from datetime import date, timedelta

import pytest

from progres.tenants.rules import Quota, Standing, Term, standing_of

START, END = date(2026, 1, 1), date(2026, 3, 31)


def term(today: date, *, ends_on: date | None = END) -> Term:
    return Term(
        contract_id=1,
        holder_id=2,
        kind="managed",
        starts_on=START,
        ends_on=ends_on,
        grace_days=30,
        today=today,
    )


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2025, 12, 31), Standing.SETUP),
        (date(2026, 1, 1), Standing.ACTIVE),
        (date(2026, 3, 31), Standing.ACTIVE),
        (date(2026, 4, 1), Standing.ENDED),
        (date(2026, 4, 30), Standing.ENDED),
        (date(2026, 5, 1), Standing.DUE),
    ],
)
def test_first_and_last_day_belong_to_a_contract_and_grace_comes_after(
    today: date, standing: Standing
) -> None:
    assert term(today).standing == standing
    assert term(today).erased_from == date(2026, 5, 1)


def test_a_contract_without_end_stays_active() -> None:
    late = term(date(2099, 1, 1), ends_on=None)

    assert (late.standing, late.erased_from) == (Standing.ACTIVE, None)
    assert not late.is_near_its_end


@pytest.mark.parametrize(("days", "is_near"), [(61, False), (60, True), (0, True)])
def test_the_end_is_near_two_months_before(days: int, is_near: bool) -> None:
    assert term(END - timedelta(days=days)).is_near_its_end is is_near


def test_the_operator_needs_none_and_without_one_an_instance_is_being_set_up() -> None:
    assert standing_of(None, is_operator=True) == Standing.OPERATOR
    assert standing_of(None, is_operator=False) == Standing.SETUP


@pytest.mark.parametrize(
    ("most", "used", "warned"), [(10, 7, False), (10, 8, True), (0, 0, True)]
)
def test_a_quota_warns_from_four_fifths_on(most: int, used: int, warned: bool) -> None:
    assert Quota(most=most, used=used).is_nearly_used is warned
