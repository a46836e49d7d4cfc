"""What the worker does with requests of persons: prepare them, then carry them out."""

import hashlib
import json
import logging
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from progres.audit.expiry import write_entry
from progres.audit.rules import PLATFORM, Target
from progres.kit.env import Env
from progres.kit.refusal import Refusal, facts_to_store
from progres.privacy import tombstones
from progres.privacy.erasure import erase, preview
from progres.privacy.holds import read_held
from progres.privacy.package import make_package
from progres.privacy.persons import Person, person_of
from progres.privacy.restriction import restrict
from progres.privacy.rules import Kind, State

logger = logging.getLogger(__name__)

# What was decided first, so that nobody waits for the packages of others.
_NEXT = """
select id, tenant_id, kind, state, purposes, language from person_request
where kind <> 'rectification'  -- which people do
    and (state = 'granted' or state = 'identified' and preview is null)
order by state, id limit 1 for update skip locked
"""


class IsHeld(Refusal):
    """Data are needed as evidence and stay for now; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A request as the worker finds it."""

    id: int
    tenant_id: int
    kind: Kind
    state: State
    uses: Sequence[str]
    language: str


def work_on_requests(url: str, *, at: datetime) -> int:
    """Prepare or carry out one request; return how many that were, 0 or 1.

    `url` is the address of the database for the role progres_eraser. Each is one
    transaction; if it fails, all stays as it was and the request says so.
    """
    with psycopg.connect(url) as db:
        row = db.execute(_NEXT).fetchone()
        if row is None:
            return 0
        number, tenant_id, kind, state, uses, language = row
        task = Task(
            id=number,
            tenant_id=tenant_id,
            kind=Kind(kind),
            state=State(state),
            uses=uses,
            language=language,
        )
        try:
            with db.transaction():
                _work_on(db, task, at=at)
        except Refusal as problem:
            _fail(db, task, problem.sentence, facts_to_store(problem))
        except (psycopg.Error, OSError, ValueError):
            logger.exception("Request %s could not be worked on.", task.id)
            _fail(db, task, "", {})
    return 1


def data_folder() -> Path:
    """Where the list of erasures is kept."""
    return Env(os.environ).path("PROGRES_DATA_DIR", "data")


def _work_on(db: psycopg.Connection, task: Task, *, at: datetime) -> None:
    person = person_of(db, task.id)
    if task.state == State.IDENTIFIED:
        _prepare(db, task, person, at=at)
        return
    proof = _carry_out(db, task, person, at=at)
    db.execute(
        "update person_request set state = 'done', proof = %s, done_at = %s where id = %s",
        [Jsonb({"at": at.isoformat(), **proof}), at, task.id],
    )
    _note("person_request.done", db, task, at=at)


def _prepare(
    db: psycopg.Connection, task: Task, person: Person, *, at: datetime
) -> None:
    """Say what is stored of the person; where it is asked for, put it into an archive."""
    found = {**preview(db, person), "made_at": at.isoformat()}
    db.execute(
        "update person_request set preview = %s where id = %s", [Jsonb(found), task.id]
    )
    if task.kind in {Kind.ACCESS, Kind.PORTABILITY}:
        content = make_package(
            db, person, kind=task.kind, language=task.language, at=at
        )
        db.execute(
            "insert into answer_package (request_id, tenant_id, made_at, digest, content)"
            " values (%s, %s, %s, %s, %s) on conflict (request_id) do update"
            " set tenant_id = excluded.tenant_id, made_at = excluded.made_at,"
            " digest = excluded.digest, content = excluded.content",
            [task.id, task.tenant_id, at, hashlib.sha256(content).hexdigest(), content],
        )


def _carry_out(
    db: psycopg.Connection, task: Task, person: Person, *, at: datetime
) -> Mapping[str, Any]:
    match task.kind:
        case Kind.ERASURE:
            return _erase(db, task, person, at=at)
        case Kind.RESTRICTION | Kind.OBJECTION:
            return {"tables": restrict(db, person, task.uses, at=at)}
        case Kind.ACCESS | Kind.PORTABILITY:
            query = "select digest from answer_package where request_id = %s"
            row = db.execute(query, [task.id]).fetchone()
            return {"digest": row[0] if row else ""}
        case Kind.RECTIFICATION:
            raise ValueError("People put right what is wrong.")


def _erase(
    db: psycopg.Connection, task: Task, person: Person, *, at: datetime
) -> Mapping[str, Any]:
    """Erase the person; the list of erasures knows of it before the database does."""
    _check_holds(db, task, person, at=at)
    stone = tombstones.Stone(
        key=secrets.token_hex(16), at=at, tenant_id=task.tenant_id, person=person
    )
    erased = erase(db, person, at=at)
    tombstones.note(db, stone)
    tombstones.add(data_folder(), settings.MASTER_KEYS, stone)
    counts = {
        "tables": {place: rows for place, rows in sorted(erased.gone.items()) if rows},
        "emptied": {
            place: rows for place, rows in sorted(erased.emptied.items()) if rows
        },
        "tombstone": stone.key,
    }
    told = json.dumps({"request": task.id, "at": at.isoformat(), **counts})
    return {**counts, "digest": hashlib.sha256(told.encode()).hexdigest()}


def _check_holds(
    db: psycopg.Connection, task: Task, person: Person, *, at: datetime
) -> None:
    held = read_held(db, at=at)
    if (
        task.tenant_id in held.tenant_ids
        or person.user_id in held.account_ids
        or any(held.covers(0, span.id) for span in person.devices)
    ):
        raise IsHeld(
            "A legal hold covers these data. Lift the hold, or wait for its end, then "
            "carry the erasure out again."
        )


def _note(action: str, db: psycopg.Connection, task: Task, *, at: datetime) -> None:
    write_entry(
        db,
        action,
        tenant_id=task.tenant_id,
        target=Target("person_request", str(task.id), f"{task.kind} {task.id}"),
        by=PLATFORM,
        details={},
        at=at,
    )


def _fail(
    db: psycopg.Connection, task: Task, sentence: str, facts: Mapping[str, object]
) -> None:
    db.execute(
        "update person_request set state = 'failed', problem = %s, problem_facts = %s"
        " where id = %s",
        [sentence, Jsonb(dict(facts)), task.id],
    )
