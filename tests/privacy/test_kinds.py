"""Which period holds in an instance: pure decisions."""

from hypothesis import given
from hypothesis import strategies as st

from progres.privacy.kinds import BOUNDS, OF_READINGS, Bounds, Kind, period_of
from progres.privacy.periods import Periods

DAYS = st.integers(1, 4000)
LINEAGES = st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True)


BOUNDED = st.tuples(DAYS, DAYS, DAYS).map(
    lambda days: Bounds(
        **dict(zip(("least", "default", "most"), sorted(days), strict=True))
    )
)


@given(LINEAGES, st.dictionaries(st.integers(1, 9), DAYS), BOUNDED)
def test_the_nearest_that_says_something_counts_within_the_bounds(
    lineage: list[int], said: dict[int, int], within: Bounds
) -> None:
    period = period_of(lineage, said, within)

    assert within.least <= period.days <= within.most
    if period.said_by is None:
        assert not said.keys() & set(lineage)
        assert period.days == within.default
    else:
        place = lineage.index(period.said_by)
        assert not said.keys() & set(lineage[place + 1 :])
        chosen = said[period.said_by]
        assert period.days == min(max(chosen, within.least), within.most)


@given(LINEAGES, st.dictionaries(st.integers(1, 9), DAYS), BOUNDED, st.integers(10, 19))
def test_who_says_nothing_follows_the_instance_above(
    lineage: list[int], said: dict[int, int], within: Bounds, child: int
) -> None:
    above = period_of(lineage, said, within)

    assert period_of([*lineage, child], said, within) == above
    own = period_of([*lineage, child], {**said, child: 17}, within)
    assert (own.said_by, own.days) == (child, within.cut(17))


@given(
    st.dictionaries(st.sampled_from(list(BOUNDS)), st.integers(30, 90)),
    st.sampled_from(OF_READINGS),
)
def test_messages_are_never_kept_longer_than_their_values(
    chosen: dict[Kind, int], of: Kind
) -> None:
    rows = [(2, str(kind), days, None, None) for kind, days in chosen.items()]
    periods = Periods({2: [1, 2]}, rows)

    for kind in (Kind.UPLINKS, Kind.DELIVERIES):
        assert periods.days(kind, 2, of) <= periods.days(of, 2)
        assert periods.days(kind, 2, of) <= periods.days(kind, 2)
        assert periods.shortest(kind) <= periods.days(kind, 2, of)


def test_defaults_are_those_that_were_agreed() -> None:
    assert {kind: bound.default for kind, bound in BOUNDS.items()} == {
        Kind.METERS: 2922,
        Kind.CLIMATE: 365,
        Kind.READINGS: 730,
        Kind.UPLINKS: 90,
        Kind.DELIVERIES: 7,
        Kind.UNASSIGNED: 90,
        Kind.ALARMS: 730,
        Kind.MAILS: 30,
        Kind.INVITATIONS: 30,
        Kind.IMPORTS: 730,
        Kind.DELETED_DEVICES: 7,
    }
    for bound in BOUNDS.values():
        assert 1 <= bound.least <= bound.default <= bound.most
