"""Every run that deletes stands on record, also one that failed or never ended."""

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import psycopg

from progres.kit.clock import utc_now
from progres.outbox.rules import one_line
from progres.privacy.kinds import Kind

LONGEST_ERROR = 500

logger = logging.getLogger(__name__)


class Run:
    """What a run has deleted so far, by kind and instance; `partitions` went whole."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.partitions: Counter[Kind] = Counter()
        self._rows: Counter[tuple[Kind, int]] = Counter()

    def add(self, kind: Kind, rows: Mapping[int, int]) -> None:
        """Note rows that were deleted, by instance."""
        self._rows.update({(kind, tenant_id): n for tenant_id, n in rows.items()})

    def dropped(self, kinds: Collection[Kind] = ()) -> None:
        """Note a partition that held nothing but these kinds, or nothing at all."""
        self.partitions.update(kinds or self.kinds)

    def rows(self, kind: Kind) -> int:
        return sum(self.by_tenant(kind).values())

    def by_tenant(self, kind: Kind) -> dict[int, int]:
        """What instances lost."""
        return {t: n for (one, t), n in self._rows.items() if one is kind and n}

    @property
    def total(self) -> int:
        """All rows."""
        return self._rows.total()


@contextmanager
def on_record(
    eraser: psycopg.Connection, *kinds: Kind, until: datetime | None = None
) -> Iterator[Run]:
    """Put a run on record before it begins, and how it ended.

    `until` is the moment before which things go, where it is the same everywhere. Must
    not run inside a transaction. What the block raises goes on.
    """
    run = Run(kinds)
    began = utc_now()
    ids = {kind: _begin(eraser, kind, began, until) for kind in kinds}
    try:
        yield run
    except Exception as error:
        reason = one_line(f"{type(error).__name__}: {error}")[:LONGEST_ERROR]
        logger.warning("A run of retention failed and will be tried again: %s", reason)
        _end(eraser, ids, run, began, reason)
        raise
    _end(eraser, ids, run, began, "")


def _begin(
    eraser: psycopg.Connection, kind: Kind, began: datetime, until: datetime | None
) -> int:
    row = eraser.execute(
        "insert into retention_run (kind, began_at, until) values (%s, %s, %s)"
        " returning id",
        [kind, began, until],
    ).fetchone()
    return int(row[0]) if row else 0


def _end(
    eraser: psycopg.Connection,
    ids: Mapping[Kind, int],
    run: Run,
    began: datetime,
    error: str,
) -> None:
    """Note how it ended, and for each instance what it lost."""
    now = utc_now()
    for kind, run_id in ids.items():
        eraser.execute(
            "update retention_run set ended_at = %s, rows = %s, partitions = %s,"
            " error = %s where id = %s",
            [now, run.rows(kind), run.partitions[kind], error, run_id],
        )
        lost = run.by_tenant(kind)
        eraser.execute(
            "insert into retention_run (kind, tenant_id, began_at, ended_at, rows)"
            " select %s, t.id, %s, %s, lost.rows"
            " from unnest(%s::int[], %s::bigint[]) lost (tenant_id, rows)"
            " join tenant_lines() t on t.id = lost.tenant_id",
            [kind, began, now, list(lost), list(lost.values())],
        )
