"""Whatever the owner of the database changes behind the platform's back is found."""
# ruff: noqa: S608 statements of an attacker

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progres.audit.anchors import Anchor, NotAnAnchor, check_anchors, newest_anchors
from progres.audit.checking import Difference, check_chains
from progres.ops.postgres import DatabaseUrls
from tests.audit.setting import as_owner, seal_all, write
from tests.world import NOON, World

DAY = timedelta(days=1)
COLUMNS = {
    "tenant_id": "tenant_id + 1",
    "at": "at + interval '1 microsecond'",
    "action": "action || 'x'",
    "is_view": "not is_view",
    "target_type": "target_type || 'x'",
    "actor_id": "coalesce(actor_id, 0) + 1",
    "actor": "actor || 'x'",
    "who_salt": "sha256(who_salt)",
    "who_commitment": "sha256(who_commitment)",
    "ip": "'192.0.2.77'",
    "browser": "browser || 'x'",
    "browser_version": "browser_version || 'x'",
    "system": "system || 'x'",
    "origin_salt": "null",
    "origin_commitment": "sha256(origin_commitment)",
    "target_id": "target_id || 'x'",
    "target": "target || 'x'",
    "details": "details || '{\"name\": [1, 2]}'",
    "what_salt": "null",
    "what_commitment": "sha256(what_commitment)",
}
SEAL_COLUMNS = {
    "day": "day + 1000",
    "number": "number + 100",
    "count": "count + 1",
    "entry_ids": "entry_ids || 1",
    "leaves": "leaves || sha256('')",
    "head": "sha256(head)",
    "sealed_at": "sealed_at + interval '1 second'",
    "before": "sha256(before)",
    "before_at": "coalesce(before_at, now()) + interval '1 second'",
    "signature": "signature || '\\x00'",
}
ORDER = "(select array_agg(i order by i desc) from unnest(entry_ids) i)"


@pytest.fixture
def house(committed_world: World, database_urls: DatabaseUrls) -> Iterator[list[int]]:
    """Three days of a log with several entries a batch; ids of the entries."""
    seal_all(at=NOON - DAY)
    for day in range(3):
        write(committed_world, {"high": [60, 80]}, {"name": ["a", "b"]}, {}, {})
        seal_all(at=NOON + day * DAY)
    with as_owner(database_urls.owner):
        with connection.cursor() as cursor:
            cursor.execute("select id from audit_entry order by id")
            ids = [number for (number,) in cursor]
        yield ids


def difference_after(*statements: str) -> str:
    """Do something as owner, check, and take it back; return what the check says."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        try:
            check_chains(at=NOON + 3 * DAY)
        except Difference as difference:
            return str(difference)
        finally:
            transaction.set_rollback(True)
    return ""


def tampering(ids: list[int]) -> st.SearchStrategy[tuple[str, ...]]:
    """Statements that change, remove, insert, reorder or cut off something sealed."""
    entry = st.sampled_from(ids)
    seal = st.integers(1, 3)
    column = st.sampled_from(sorted(COLUMNS))
    of_seal = st.sampled_from(sorted(SEAL_COLUMNS))
    changed = st.builds(
        lambda i, c: (f"update audit_entry set {c} = {COLUMNS[c]} where id = {i}",),
        entry,
        column,
    )
    removed = st.builds(lambda i: (f"delete from audit_entry where id = {i}",), entry)
    inserted = st.builds(
        lambda i: (
            "insert into audit_entry select (jsonb_populate_record(null::audit_entry,"
            " to_jsonb(e) || '{\"id\": 2000000000}')).* from audit_entry e"
            f" where id = {i}",
            "delete from audit_pending where entry_id = 2000000000",
        ),
        entry,
    )
    exchanged = st.builds(
        lambda i, j: (
            f"update audit_entry set id = -1 where id = {i}",
            f"update audit_entry set id = {i} where id = {j}",
            f"update audit_entry set id = {j} where id = -1",
        ),
        st.sampled_from(ids[::2]),
        st.sampled_from(ids[1::2]),
    )
    sealed_else = st.builds(
        lambda s, c: (f"update audit_seal set {c} = {SEAL_COLUMNS[c]} where id = {s}",),
        seal,
        of_seal,
    )
    seal_removed = st.builds(
        lambda s: (f"delete from audit_seal where id = {s}",), seal
    )
    reordered = st.just((f"update audit_seal set entry_ids = {ORDER}",))
    cut = st.builds(lambda i: (f"delete from audit_entry where id >= {i}",), entry)
    return st.one_of(
        *(changed, removed, inserted, exchanged, sealed_else, seal_removed),
        *(reordered, cut),
    )


@given(st.data())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_tampering_goes_unnoticed(house: list[int], data: st.DataObject) -> None:
    statements = data.draw(tampering(house))

    said = difference_after(*statements)

    assert said
    assert said.endswith(".")


def test_a_log_that_nobody_touched_verifies(house: list[int]) -> None:
    with transaction.atomic():
        found = check_chains(at=NOON + 3 * DAY)
    assert (found.entries, found.waiting) == (len(house), 0)


@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_of_an_entry_is_watched(house: list[int], column: str) -> None:
    entry = house[-5]

    said = difference_after(
        f"update audit_entry set {column} = {COLUMNS[column]} where id = {entry}"
    )

    assert f"entry {entry} " in said


def test_the_first_difference_is_said_in_a_sentence(
    house: list[int], committed_world: World
) -> None:
    statement = f"update audit_entry set actor = 'Rita' where id = {house[-1]}"

    assert difference_after(statement) == (
        f"Instance {committed_world.musterstadt.id}, 2026-03-03: entry {house[-1]} "
        "(device.changed) was changed in what it says of 'who'."
    )


def cut_off_tail() -> tuple[str, ...]:
    """Remove the last seal, with all that it sealed."""
    last = "(select max(id) from audit_seal)"
    entries = f"(select unnest(entry_ids) from audit_seal where id = {last})"
    return (
        f"delete from audit_entry where id in {entries}",
        f"delete from audit_seal where id = {last}",
    )


def check_against(anchors: list[Anchor]) -> Callable[[], None]:
    return lambda: check_anchors(anchors, at=NOON + 3 * DAY)


def test_a_tail_that_was_cut_off_is_found_by_an_anchor(house: list[int]) -> None:
    with transaction.atomic():
        anchors = list(newest_anchors())
        check_against(anchors)()
        with connection.cursor() as cursor:
            for statement in cut_off_tail():
                cursor.execute(statement)
        check_chains(at=NOON + 3 * DAY)  # nothing in the house knows of it
        with pytest.raises(Difference, match="the end of the log was cut off since"):
            check_against(anchors)()
        transaction.set_rollback(True)


def test_a_tail_that_the_sink_has_is_missed_without_an_anchor(
    house: list[int],
) -> None:
    said = difference_after(
        "insert into audit_forwarding (seal_id) select max(id) from audit_seal",
        *cut_off_tail(),
    )
    assert "The end of the log was cut off" in said


def test_a_log_written_anew_with_a_key_of_the_forgers_own_is_found(
    house: list[int],
) -> None:
    with transaction.atomic():
        anchors = [Anchor.read(anchor.line()) for anchor in newest_anchors()]
        with pytest.raises(Difference, match="a key that this house has not"):
            check_against([replace(anchors[0], public_key="00" * 32)])()
        with pytest.raises(Difference, match="was written anew since"):
            check_against([replace(anchors[0], head="00" * 32)])()
    with pytest.raises(NotAnAnchor, match="'nothing' is no anchor"):
        Anchor.read("nothing")


def test_an_old_anchor_knows_of_days_that_retention_deleted(house: list[int]) -> None:
    with transaction.atomic():
        gone = [replace(anchor, seal=10_000) for anchor in newest_anchors()]
        check_anchors(gone, at=NOON + 735 * DAY)
