"""On which data which right is had, computed from the legal bases."""

from dataclasses import replace

import pytest

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Personal,
    Retention,
    Store,
    Subject,
)
from progres.privacy.rights import concerned, has_right
from progres.privacy.rules import Kind

GROUND = Personal(
    subjects=(Subject.RESIDENT,),
    purpose="Bill what was consumed.",
    basis=Basis.CONTRACT,
    controller=Controller.CUSTOMER,
)
RIGHTS = {
    Basis.CONSENT: {*Kind} - {Kind.OBJECTION},
    Basis.CONTRACT: {*Kind} - {Kind.OBJECTION},
    Basis.LEGAL_DUTY: {Kind.ACCESS, Kind.RECTIFICATION, Kind.RESTRICTION},
    Basis.PUBLIC_TASK: {*Kind} - {Kind.PORTABILITY, Kind.ERASURE},
    Basis.LEGITIMATE_INTEREST: {*Kind} - {Kind.PORTABILITY},
}


def kept_on(basis: Basis) -> Entry:
    return Entry(
        store=Store.TABLE,
        place="reading",
        purpose="Keep what was measured.",
        retention=Retention(event="the device is deleted"),
        personal={replace(GROUND, basis=basis): ("vals",)},
    )


@pytest.mark.parametrize("basis", Basis)
def test_a_right_is_had_where_the_law_gives_it(basis: Basis) -> None:
    entries = [kept_on(basis)]

    assert {k for k in Kind if has_right(k, entries=entries)} == RIGHTS[basis]


def test_a_right_is_had_on_the_own_data_alone() -> None:
    entries = [kept_on(Basis.CONTRACT)]

    (found,) = concerned(Kind.ACCESS, {Subject.RESIDENT}, entries)
    assert (found.place, found.fields) == ("reading", ("vals",))
    assert not has_right(Kind.ACCESS, {Subject.ACCOUNT_HOLDER}, entries)


@pytest.mark.parametrize("kind", Kind)
def test_account_holders_have_each_right_on_something(kind: Kind) -> None:
    assert has_right(kind, {Subject.ACCOUNT_HOLDER})
    assert {c.place for c in concerned(kind)} != set()
