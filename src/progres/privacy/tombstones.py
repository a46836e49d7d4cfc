"""The list of erasures that a restored backup must see again.

A file beside the database, because the database may be one from before. Each line names
an erasure by numbers and times; addresses and words are sealed with the master key.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from progres.kit.secrets import MasterKeys
from progres.privacy.erasure import erase
from progres.privacy.persons import Person, Span, instances_below

NAME = "tombstones.jsonl"
# Backups are kept for 35 days; what is older than the oldest one is of no use.
KEPT = timedelta(days=40)


@dataclass(frozen=True, kw_only=True)
class Stone:
    """An erasure: its key, when it was done, in whose queue, and who it was about."""

    key: str
    at: datetime
    tenant_id: int
    person: Person


def add(folder: Path, keys: MasterKeys, stone: Stone) -> None:
    """Write a line that is on the disk when this returns.

    It begins with an end of line, so that it is whole after half a one of a crash.
    """
    _write(folder / NAME, ["\n", _line(stone, keys)], flags=os.O_APPEND)


def stones(folder: Path, keys: MasterKeys) -> Iterator[Stone]:
    """Read the list, the oldest first. Raises UnknownMasterKey.

    Half a line, which a crash left, is passed over: its erasure was not carried out.
    """
    for _, told in _lines(folder):
        context = f"tombstone {told['key']}"
        sealed = keys.unseal(bytes.fromhex(told["sealed"]), context=context)
        emails, terms = json.loads(sealed)
        person = Person(
            **told["numbers"],
            tenant_ids=[],
            emails=emails,
            terms=terms,
            points=[_span(**span) for span in told["points"]],
            devices=[_span(**span) for span in told["devices"]],
        )
        yield Stone(
            key=told["key"],
            at=datetime.fromisoformat(told["at"]),
            tenant_id=told["tenant"],
            person=person,
        )


def forget_old(folder: Path, *, at: datetime) -> None:
    """Drop what was erased before the oldest backup was made."""
    lines = list(_lines(folder))
    kept = [
        line for line, told in lines if datetime.fromisoformat(told["at"]) > at - KEPT
    ]
    if len(kept) < len(lines):
        beside = folder / f"{NAME}.new"
        _write(beside, [line + "\n" for line in kept], flags=os.O_TRUNC)
        beside.replace(folder / NAME)


def erase_again(
    db: psycopg.Connection, folder: Path, keys: MasterKeys, *, at: datetime
) -> int:
    """Carry out every erasure of the list that this database has not seen; say how many.

    Takes a connection of the role progres_eraser; every erasure is a transaction.
    """
    seen = {key for (key,) in db.execute("select key from tombstone")}
    again = [stone for stone in stones(folder, keys) if stone.key not in seen]
    for stone in again:
        with db.transaction():
            tenant_ids = instances_below(db, stone.tenant_id)
            if tenant_ids:
                erase(db, replace(stone.person, tenant_ids=tenant_ids), at=at)
                note(db, stone)
    return len(again)


def note(db: psycopg.Connection, stone: Stone) -> None:
    """Let the database know that it has seen an erasure."""
    db.execute(
        "insert into tombstone (key, tenant_id, erased_at) values (%s, %s, %s)",
        [stone.key, stone.tenant_id, stone.at],
    )


def _line(stone: Stone, keys: MasterKeys) -> str:
    person = stone.person
    words = json.dumps([list(person.emails), list(person.terms)]).encode()
    told = {
        "key": stone.key,
        "at": stone.at.isoformat(),
        "tenant": stone.tenant_id,
        "numbers": {
            "request_id": person.request_id,
            "user_id": person.user_id,
            "occupancy_ids": list(person.occupancy_ids),
        },
        "points": [asdict(replace(span, device="")) for span in person.points],
        "devices": [asdict(replace(span, device="")) for span in person.devices],
        "sealed": keys.seal(words, context=f"tombstone {stone.key}").hex(),
    }
    return json.dumps(told, separators=(",", ":"), default=str) + "\n"


def _span(since: str, until: str, **said: object) -> Span:
    return Span(
        since=datetime.fromisoformat(since),
        until=datetime.fromisoformat(until),
        **said,  # type: ignore[arg-type] # as it was written
    )


def _lines(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Lines with what they tell; half a one of a crash tells nothing."""
    path = folder / NAME
    if path.exists():
        for line in path.read_text(encoding="ascii").splitlines():
            with suppress(json.JSONDecodeError):
                yield line, json.loads(line)


def _write(path: Path, lines: list[str], *, flags: int) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
