import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from progres.audit.models import AuditEntry
from progres.audit.rules import PERSON, Actor, Target
from progres.audit.statements import statement
from progres.database.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which entries are asked for; `start` is inclusive, `end` exclusive, both aware.

    `tenant_ids` are the instances asked for, at most those in scope; `target` is a kind
    of thing and an id. Where it is a person, what the person did is no answer, and so
    not when and where she signed in: `user_id` alone asks for that, with a reason.
    """

    tenant_ids: frozenset[int]
    actions: tuple[str, ...] = ()
    user_id: int | None = None
    target: tuple[str, str] | None = None
    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_about_a_person(self) -> bool:
        return self.target is not None and self.target[0] == PERSON


@dataclass(frozen=True, kw_only=True)
class Event:
    """An entry as people and programs read it.

    `actor` is empty for nobody known, and where the time of the values is over.
    """

    id: int
    at: datetime
    tenant_id: int
    action: str
    actor_id: int | None
    actor: str
    ip: str | None
    browser: str
    browser_version: str
    system: str
    target_type: str
    target_id: str
    target: str
    details: Mapping[str, object]
    is_empty: bool

    @property
    def place(self) -> tuple[datetime, int]:
        """Where the next older entries begin."""
        return self.at, self.id


def find_events(
    scope: Scope,
    question: Question,
    *,
    before: tuple[datetime, int] | None = None,
    limit: int,
) -> Sequence[Event]:
    """Entries in scope, the newest first; `before` is the place of the last one seen.

    Entries of mere looking whose time is over are not among them. Takes time by what
    is answered, not by how many entries there are (docs/performance.md).
    """
    tenant_ids = sorted(question.tenant_ids & scope.tenant_ids)
    conditions: dict[str, Any] = {
        "start": question.start,
        "end": question.end,
        "before_at": before and before[0],
        "before_id": before and before[1],
        "user_id": question.user_id,
        "target_type": question.target and question.target[0],
        "target_id": question.target and question.target[1],
        "actions": list(question.actions) or None,
        "by_others": True
        if question.is_about_a_person and question.user_id is None
        else None,
    }
    given = {name: value for name, value in conditions.items() if value is not None}
    values = {**given, "tenants": tenant_ids, "limit": limit}
    with connection.cursor() as cursor:
        # Row-level security hides from the planner how many rows it lets through; it
        # must take them in the order of an index and not collect and sort them all.
        cursor.execute("select set_config('enable_sort', 'off', true)")
        cursor.execute(statement(given, tenants=len(tenant_ids)), values)
        events = [
            Event(
                id=row[0],
                at=row[1],
                tenant_id=row[2],
                action=row[3],
                actor_id=row[4],
                actor=row[5],
                ip=row[6],
                browser=row[7],
                browser_version=row[8],
                system=row[9],
                target_type=row[10],
                target_id=row[11],
                target=row[12],
                details=json.loads(row[13]),
                is_empty=row[14],
            )
            for row in cursor
        ]
        cursor.execute("select set_config('enable_sort', 'on', true)")
    return events


def was_noted(
    action: str, target: Target, *, tenant_id: int, by: Actor, since: datetime
) -> bool:
    """Say whether somebody did this to a thing since then, from the same address."""
    here = AuditEntry.objects.of(Scope(frozenset({tenant_id})))
    about = here.filter(
        target_type=target.kind, target_id=target.id, action=action, at__gte=since
    )
    return about.filter(actor_id=by.user_id, actor=by.name, ip=by.ip).exists()
