"""What pages say of the next run is when the jobs really run."""

from datetime import UTC, datetime

import pytest

from progres.privacy.kinds import Kind
from progres.privacy.schedule import SLOTS, Slot
from progres.worker.jobs import jobs

TASKS = {
    Kind.METERS: "cut_readings",
    Kind.CLIMATE: "cut_readings",
    Kind.READINGS: "cut_readings",
    Kind.UPLINKS: "cut_uplinks",
    Kind.DELIVERIES: "cut_deliveries",
    Kind.UNASSIGNED: "delete_old_rows",
    Kind.ALARMS: "delete_old_rows",
    Kind.MAILS: "delete_old_rows",
    Kind.INVITATIONS: "delete_old_rows",
    Kind.IMPORTS: "delete_old_rows",
    Kind.DELETED_DEVICES: "purge_deleted_devices",
    Kind.ACCESS_STATISTICS: "delete_old_access_statistics",
    Kind.AUDIT: "cut_audit_log",
    Kind.AUDIT_ORIGINS: "cut_audit_log",
    Kind.TRACES: "delete_old_rows",
}


@pytest.mark.parametrize("kind", TASKS)
def test_a_job_runs_when_the_page_says(kind: Kind) -> None:
    crons = {
        name.removeprefix("progres:"): periodic.cron
        for (name, _), periodic in jobs.periodic_registry.periodic_tasks.items()
    }
    assert crons[TASKS[kind]] == SLOTS[kind].cron


def test_every_kind_has_its_time() -> None:
    assert SLOTS.keys() == set(Kind) == TASKS.keys() | {Kind.ACCESS_LOG}


@pytest.mark.parametrize(
    ("slot", "after", "found"),
    [
        (Slot(20, 0), (1, 0, 19), (1, 0, 20)),
        (Slot(20, 0), (1, 0, 20), (2, 0, 20)),
        (Slot(20, 0), (1, 23, 59), (2, 0, 20)),
        (Slot(50), (1, 7, 49), (1, 7, 50)),
        (Slot(50), (1, 7, 50), (1, 8, 50)),
        (Slot(0), (1, 23, 30), (2, 0, 0)),
    ],
)
def test_the_next_time_of_a_slot(
    slot: Slot, after: tuple[int, int, int], found: tuple[int, int, int]
) -> None:
    moment = datetime(2026, 3, *after, tzinfo=UTC)
    assert slot.after(moment) == datetime(2026, 3, *found, tzinfo=UTC)
