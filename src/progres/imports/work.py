"""What the worker does with imports: checking, taking in, undoing.

Each step is one transaction, so it is done or not at all: where a worker dies, the next
one begins it anew. How far it is, is told outside that transaction.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from progres.accounts.gate import NotAMember, acting
from progres.accounts.lookups import account_of
from progres.accounts.membership import Origin
from progres.audit.actions import record_about
from progres.database.scope import Scope, scoped
from progres.imports.actions import check_rights
from progres.imports.devices import DevicePlan
from progres.imports.models import Import, ImportFile, ImportNote
from progres.imports.places import Places
from progres.imports.plans import Made, Plan, Progress, Task
from progres.imports.points import PointPlan
from progres.imports.queries import (
    Waiting,
    content_of,
    get_import,
    is_alone,
    waiting_imports,
)
from progres.imports.rows import Problem, Rows
from progres.imports.rules import MOST_ATTEMPTS, Kind, State
from progres.imports.tables import open_table
from progres.imports.undoing import undo
from progres.kit.refusal import Refusal, Said, facts_to_store

AT_ONCE = 2000  # rows of one statement
MOST_ASSETS_NAMED = 100
ProgressOf = Callable[[int], Progress]
PLANS: Mapping[str, type[DevicePlan] | type[PointPlan]] = {
    Kind.DEVICES: DevicePlan,
    Kind.POINTS: PointPlan,
}

_KEEP = """
insert into import_item
    (tenant_id, import_id, row, thing, thing_id, is_new, digest, before)
select %s, %s, row, thing, thing_id, is_new, digest, before::jsonb
from unnest(%s::int[], %s::text[], %s::int[], %s::bool[], %s::bytea[], %s::text[])
    as made (row, thing, thing_id, is_new, digest, before)
"""

logger = logging.getLogger(__name__)


def silent(import_id: int) -> Progress:  # noqa: ARG001 as one that tells
    """Tell nobody how far an import is."""

    def tell(done: int, total: int) -> None:
        """Tell nobody."""

    return tell


def work_on_imports(*, at: datetime, progress_of: ProgressOf = silent) -> int:
    """Do the next step of the oldest import that waits; say whether there was one."""
    for waiting in waiting_imports():
        if _is_tried(waiting, at=at):
            _try(waiting, at=at, progress=progress_of(waiting.import_id))
            return 1
    return 0


def _is_tried(waiting: Waiting, *, at: datetime) -> bool:
    """Note that a step is tried, unless another worker is at it; give it up in the end."""
    with transaction.atomic(), scoped(_instance(waiting)):
        job = _held(waiting)
        if job is None:
            return False
        if job.attempts >= MOST_ATTEMPTS:
            _fail(
                job,
                Said("This was begun three times and never finished; nothing changed."),
                at=at,
            )
            return False
        job.attempts += 1
        job.save(update_fields=["attempts"])
    return True


def _try(waiting: Waiting, *, at: datetime, progress: Progress) -> None:
    try:
        _do(waiting, at=at, progress=progress)
    except (OperationalError, InterfaceError):
        raise  # the database is away: tried again
    except Refusal as error:
        _give_up(waiting, error, at=at)
    except (NotAMember, Import.DoesNotExist):
        gone = Said("Whoever started this may not act there any more.")
        _give_up(waiting, gone, at=at)
    except Exception:
        logger.exception("Import %s failed.", waiting.import_id)
        ours = Said("Something is wrong on our side; nothing was changed.")
        _give_up(waiting, ours, at=at)


def _do(waiting: Waiting, *, at: datetime, progress: Progress) -> None:
    user = account_of(waiting.user_id) if waiting.user_id else None
    if user is None or not user.is_active:
        raise NotAMember
    with transaction.atomic(), scoped(_instance(waiting)):
        known = get_import(_instance(waiting), waiting.import_id)
        origin = Origin(**(known.origin or {}))
    with (
        transaction.atomic(),
        acting(user, waiting.acting_id, origin=origin, at=at) as by,
    ):
        if not is_alone(waiting.import_id):
            return
        job = get_import(by.scope, waiting.import_id)
        check_rights(job, by)
        places = Places.of(by, job.tenant, makes=job.makes_assets)
        task = Task(job=job, by=by, at=at, places=places, progress=progress)
        match job.state:
            case State.CHECKING:
                _check(task)
            case State.RUNNING:
                _run(task)
            case _:
                _undo(task)


def _check(task: Task) -> None:
    plan = _planned(task)
    if task.job.runs_at_once and not plan.rows.problems:
        _write(task, plan)
    else:
        _leave_checked(task, plan)


def _run(task: Task) -> None:
    """Look at everything anew, since time has passed, and write if nothing is wrong."""
    plan = _planned(task)
    if plan.rows.problems:
        _leave_checked(task, plan)
    else:
        _write(task, plan)


def _leave_checked(task: Task, plan: Plan) -> None:
    _keep_notes(task, plan.rows.problems)
    task.job.state = State.CHECKED
    _end(task, _counts(plan, task))


def _write(task: Task, plan: Plan) -> None:
    made = plan.write()
    _keep(task, made)
    job = task.job
    ImportFile.objects.of(task.by.scope).filter(import_in=job).delete()
    job.state, job.finished_at = State.DONE, task.at
    counts = _counts(plan, task)
    _end(task, counts)
    record_about(
        "import.finished", job, by=task.by.actor, at=task.at, details=_told(job)
    )


def _undo(task: Task) -> None:
    left = undo(task)
    _keep_notes(task, left)
    job = task.job
    job.state, job.undone_at = State.UNDONE, task.at
    _end(task, {**job.counts, "left": len(left)})
    record_about("import.undone", job, by=task.by.actor, at=task.at, details=_told(job))


def _planned(task: Task) -> Plan:
    job = task.job
    table = open_table(content_of(task.by.scope, job), sheet=job.sheet)
    rows = Rows(table, job.kind, job.mapping, job.defaults)
    plan = PLANS[job.kind](task, rows)
    plan.make()
    return plan


def _counts(plan: Plan, task: Task) -> dict[str, int]:
    task.job.new_assets = [
        " › ".join(path) for path in list(task.places.new.values())[:MOST_ASSETS_NAMED]
    ]
    return {
        **plan.counts,
        "assets": len(task.places.new),
        "errors": len(plan.rows.problems),
        "wrong_rows": len({problem.row for problem in plan.rows.problems}),
    }


def _end(task: Task, counts: dict[str, int]) -> None:
    """Leave the step; who started it, and from where, the audit log knows."""
    job = task.job
    job.counts, job.origin, job.attempts = counts, None, 0
    names = ["state", "counts", "origin", "attempts", "new_assets"]
    job.save(update_fields=[*names, "finished_at", "undone_at"])


def _told(job: Import) -> dict[str, object]:
    """What the log tells of an import: its kind and its numbers."""
    numbers = {f"import_{name}": n for name, n in job.counts.items() if n}
    return {"import_kind": job.kind, **numbers}


def _keep_notes(task: Task, problems: Iterable[Problem]) -> None:
    notes = [
        ImportNote(
            tenant=task.tenant,
            import_in=task.job,
            row=problem.row,
            column=problem.column[:120],
            sentence=problem.said.sentence,
            facts=facts_to_store(problem.said),
        )
        for problem in sorted(problems, key=lambda problem: problem.row)
    ]
    ImportNote.objects.bulk_create(  # tenancy: of this import
        notes, batch_size=AT_ONCE
    )


def _keep(task: Task, made: Iterable[Made]) -> None:
    rows = [
        (
            *(item.row, item.thing, item.thing_id, item.before is None, item.digest),
            None if item.before is None else json.dumps(item.before),
        )
        for item in made
    ]
    with connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            part = rows[first : first + AT_ONCE]
            columns = [list(column) for column in zip(*part, strict=True)]
            cursor.execute(_KEEP, [task.tenant.id, task.job.id, *columns])


def _give_up(waiting: Waiting, said: Said, *, at: datetime) -> None:
    try:
        with transaction.atomic(), scoped(_instance(waiting)):
            job = _held(waiting)
            if job is not None:
                _fail(job, said, at=at)
    except DatabaseError:
        logger.exception("Import %s could not be given up.", waiting.import_id)


def _fail(job: Import, said: Said, *, at: datetime) -> None:  # noqa: ARG001 the log's own
    """Go back to where the step was started from; an import that was done stays done."""
    job.state = State.DONE if job.state == State.UNDOING else State.FAILED
    job.problem, job.problem_facts = said.sentence, facts_to_store(said)
    job.origin, job.attempts = None, 0
    job.save()


def _held(waiting: Waiting) -> Import | None:
    """Hold an import that still waits, unless another worker does."""
    if not is_alone(waiting.import_id):
        return None
    job = get_import(_instance(waiting), waiting.import_id, to_change=True)
    return job if job.is_pending else None


def _instance(waiting: Waiting) -> Scope:
    """The instance in which an import is alone, to note how it stands."""
    return Scope(frozenset({waiting.tenant_id}))
