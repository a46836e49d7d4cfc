"""The audit log: writing with and without a chain, sealing, and the page's filters.

`python benchmarks/audit.py [millions]`; ten million entries take about ten minutes.
"""

import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
from _house import house, report
from django.conf import settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TENANTS = 2000
PEOPLE = 20_000
POOL = {"min_size": 40, "max_size": 40, "timeout": 60}  # the server takes 60
WRITERS = 100
WRITES = 50  # transactions of each writer
SLICE = 500_000  # entries in one statement

INSTANCES = """
insert into tenant (id, parent_id, name, short_name, language, time_zone, created_at)
select n, nullif(1, n), 'Instanz ' || n, 'i' || n, 'de', 'Europe/Berlin', now()
from generate_series(1, {tenants}) n
"""
# Two years; a few actions are frequent, one of a thousand entries is rare. The
# commitments are as long as real ones.
ENTRIES = """
insert into audit_entry (tenant_id, at, action, is_view, target_type, actor_id, actor,
    who_salt, who_commitment, ip, browser, browser_version, system, origin_salt,
    origin_commitment, target_id, target, details, what_salt, what_commitment)
select 1 + (n * 7919) % {tenants}, '{now}'::timestamptz - interval '6.3 s' * n
    * (10000000.0 / {entries}), (array['session.started', 'session.ended',
    'device.viewed', 'device.changed', 'alarm.acknowledged', 'device.created',
    'user.changed', 'audit_log.viewed', 'alarm_rule.changed', 'api_key.created'])
    [case when n % 1000 = 0 then 10 else 1 + (n % 9) end], n % 9 in (2, 7), 'device',
    1 + (n * 104729) % {people}, 'Vorname Nachname', decode(md5(n::text), 'hex'),
    sha256(n::text::bytea), '192.0.2.1', 'Firefox', '140.0', 'Linux',
    decode(md5(n::text), 'hex'), sha256(n::text::bytea), (n % 100000)::text,
    'Raumfühler', '{{"name": ["Raum 1", "Raum 2"]}}', decode(md5(n::text), 'hex'),
    sha256(n::text::bytea)
from generate_series({first}::bigint, {last}::bigint) n
"""


def main() -> None:
    entries = int(float(sys.argv[1]) * 1_000_000) if len(sys.argv) > 1 else 10_000_000
    with house() as owner:
        settings.DATABASES["default"]["OPTIONS"] = {"pool": POOL}
        owner.execute(INSTANCES.format(tenants=TENANTS).encode())
        measure_writing(owner)
        fill(owner, entries)
        measure_page()


def measure_writing(owner: psycopg.Connection) -> None:
    """A hundred writers in one instance: as it is, bare, and one after the other."""
    print(f"{WRITERS} writers, {WRITERS * WRITES} transactions of one entry")
    write_all("bare: no row that waits for a seal", owner, trigger=False)
    write_all("as it is", owner)
    write_all("chained by the writer, with a lock", owner, lock=True)
    with_sealer("as it is, sealed meanwhile", owner)


def write_all(
    name: str, owner: psycopg.Connection, *, trigger: bool = True, lock: bool = False
) -> None:
    way = "enable" if trigger else "disable"
    owner.execute(f"alter table audit_entry {way} trigger audit_entry_waits".encode())
    span = run_writers(lock=lock)
    owner.execute("alter table audit_entry enable trigger audit_entry_waits")
    print(f"  {name:45} {WRITERS * WRITES / span:8.0f} a second")


def run_writers(*, lock: bool) -> float:
    threads = [
        threading.Thread(target=partial(write, lock=lock)) for _ in range(WRITERS)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def write(*, lock: bool) -> None:
    from django.db import connection, transaction

    from progres.audit.actions import record
    from progres.audit.rules import Actor, Target
    from progres.database.scope import Scope, scoped

    by = Actor(name="Vorname Nachname", user_id=1, ip="192.0.2.1")
    for _ in range(WRITES):
        with transaction.atomic(), scoped(Scope(frozenset({1}))):
            if lock:
                with connection.cursor() as cursor:
                    cursor.execute("select pg_advisory_xact_lock(1)")
            record(
                "device.changed",
                tenant_id=1,
                target=Target("device", "1", "Raumfühler"),
                by=by,
                at=NOW,
                details={"name": ["Raum 1", "Raum 2"]},
            )
        connection.close()  # back to the pool, as at the end of a request


def with_sealer(name: str, owner: psycopg.Connection) -> None:
    from progres.audit.sealing import seal_entries

    owner.execute("delete from audit_pending")
    stop = threading.Event()
    spans: list[float] = []

    def seal() -> None:
        while not stop.is_set():
            began = time.perf_counter()
            if seal_entries(at=datetime.now(UTC)):
                spans.append((time.perf_counter() - began) * 1000)
            stop.wait(0.05)

    sealer = threading.Thread(target=seal)
    sealer.start()
    span = run_writers(lock=False)
    stop.set()
    sealer.join()
    print(f"  {name:45} {WRITERS * WRITES / span:8.0f} a second")
    began = time.perf_counter()
    sealed = 0
    while taken := seal_entries(at=datetime.now(UTC)):
        sealed += taken
    rest = time.perf_counter() - began
    print(
        f"  seals: {len(spans)}, slowest {max(spans):.0f} ms; rest {sealed} in {rest:.1f} s"
    )


def fill(owner: psycopg.Connection, entries: int) -> None:
    """Make entries without indexes, and then the indexes: that is three times as fast."""
    indexes = owner.execute(
        "select indexname, indexdef from pg_indexes where tablename = 'audit_entry'"
        " and indexname <> 'audit_entry_pkey'"
    ).fetchall()
    for name, _ in indexes:
        owner.execute(f"drop index {name}".encode())
    owner.execute("set synchronous_commit = off; set maintenance_work_mem = '400MB'")
    owner.execute("alter table audit_entry disable trigger audit_entry_waits")
    began = time.perf_counter()
    for first in range(1, entries + 1, SLICE):
        values = {"tenants": TENANTS, "people": PEOPLE, "now": NOW, "entries": entries}
        last = min(first + SLICE - 1, entries)
        owner.execute(ENTRIES.format(first=first, last=last, **values).encode())
        print(f"  {last} entries, {time.perf_counter() - began:.0f} s", flush=True)
    for _, definition in indexes:
        owner.execute(definition.encode())
    print(f"  indexes, {time.perf_counter() - began:.0f} s", flush=True)
    owner.execute("vacuum analyze audit_entry")
    row = owner.execute("select pg_total_relation_size('audit_entry')").fetchone()
    print(f"{entries} entries, {row[0] / 2**30 if row else 0:.1f} GiB with indexes")


def measure_page() -> None:
    from progres.audit.queries import Question
    from progres.web.audit_words import actions_of

    month: dict[str, Any] = {
        "start": NOW - timedelta(days=60),
        "end": NOW - timedelta(days=30),
    }
    year: dict[str, Any] = {
        "start": NOW - timedelta(days=400),
        "end": NOW - timedelta(days=35),
    }
    for who, tenants in (
        ("the operator, 2,000 instances", range(1, TENANTS + 1)),
        ("a customer with 20 instances", range(5, 25)),
        ("one instance", range(7, 8)),
    ):
        scope = frozenset(tenants)
        ask = partial(Question, tenant_ids=scope)
        print(who)
        questions = {
            "newest": ask(),
            "when: a month": ask(**month),
            "what: alarms, a month": ask(actions=actions_of("alarms"), **month),
            "what: people and keys, a month": ask(
                actions=actions_of("people"), **month
            ),
            "what: rare, a year": ask(actions=("api_key.created",), **year),
            "who: a month": ask(user_id=12_345, **month),
            "who: a year": ask(user_id=12_345, **year),
            "thing: a year": ask(target=("device", "4711"), **year),
            "where: one instance, a month": Question(
                tenant_ids=frozenset({min(scope)}), **month
            ),
            "who and what, a year": ask(
                user_id=12_345, actions=actions_of("alarms"), **year
            ),
            "nothing found": ask(actions=("tenant.created",), **year),
        }
        for name, question in questions.items():
            report(f"  {name}", asker(scope, question))


def asker(tenants: frozenset[int], question: object) -> Callable[[], None]:
    from django.db import transaction

    from progres.audit.queries import Question, find_events
    from progres.database.scope import Scope, scoped

    assert isinstance(question, Question)
    scope = Scope(tenants)

    def ask() -> None:
        with transaction.atomic(), scoped(scope):
            find_events(scope, question, limit=51)

    return ask


if __name__ == "__main__":
    main()
