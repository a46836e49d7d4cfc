"""Sealed entries are handed to a log elsewhere, as JSON, each at least once.

How far this came is kept after the sink has taken them: what was cut off in between is
handed over again. Syslog over UDP tells nobody what it lost.
"""

import json
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection, transaction

from progres.audit.entries import Stored, entries_by_id
from progres.database.scope import Scope, scoped
from progres.kit.env import AuditSink

SEALS_AT_ONCE = 100
PRIORITY = 13 * 8 + 6  # facility "log audit", severity "informational"
MOST_BYTES = 60_000  # in one datagram
WAIT_S = 5.0  # for a syslog that does not take more

_REACHED = """
insert into audit_forwarding (id, seal_id) values (1, %s)
on conflict (id) do update set seal_id = excluded.seal_id
"""


def forward_entries(sink: AuditSink, *, at: datetime) -> int:  # noqa: ARG001 as all work
    """Hand over the entries of the next seals; say of how many seals.

    Only one process works at a time. Raises OSError if the sink does not take them.
    Must run outside a transaction.
    """
    with transaction.atomic():
        if not _is_alone():
            return 0
        seals = _next_seals()
        if not seals:
            return 0
        lines = [line for seal, tenant in seals for line in _lines(seal, tenant)]
        _hand_over(sink, lines)
        with connection.cursor() as cursor:
            cursor.execute(_REACHED, [seals[-1][0]])
    return len(seals)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('audit_sink'))")
        return bool(cursor.fetchone()[0])


def _next_seals() -> list[tuple[int, int]]:
    """Number and instance of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, tenant_id from audit_seals_after("
            "coalesce((select seal_id from audit_forwarding), 0), %s)",
            [SEALS_AT_ONCE],
        )
        return list(cursor.fetchall())


def _lines(seal: int, tenant_id: int) -> Iterator[tuple[datetime, str]]:
    with scoped(Scope(frozenset({tenant_id}))), connection.cursor() as cursor:
        cursor.execute(
            "select day, entry_ids, head from audit_seal where id = %s", [seal]
        )
        day, ids, head = cursor.fetchone()
        entries = entries_by_id(ids)
    place = {"seal": seal, "day": day.isoformat(), "head": bytes(head).hex()}
    for number in ids:
        if number in entries:
            entry = entries[number]
            yield entry.sealed.at, line_of(entry, place)


def line_of(entry: Stored, place: dict[str, object]) -> str:
    """Write an entry as one line of JSON; `place` says where in the chains it stands."""
    sealed = entry.sealed
    told = {
        "id": sealed.id,
        "at": sealed.at.astimezone(UTC).isoformat(),
        "tenant": sealed.tenant_id,
        "user": entry.actor or None,
        "ip": entry.ip,
        "browser": entry.browser,
        "browser_version": entry.browser_version,
        "os": entry.system,
        "action": sealed.action,
        "target": {
            "type": sealed.target_type,
            "id": entry.target_id,
            "name": entry.target,
        },
        "changes": entry.details,
        "chain": place,
    }
    text = json.dumps(told, ensure_ascii=False)
    if len(text.encode()) > MOST_BYTES:
        return json.dumps({**told, "changes": "too long"}, ensure_ascii=False)
    return text


def _hand_over(sink: AuditSink, lines: list[tuple[datetime, str]]) -> None:
    if not sink.path and not sink.host:
        sys.stdout.write("".join(f"{line}\n" for _, line in lines))
        sys.stdout.flush()
        return
    with _connected(sink) as syslog:
        for at, line in lines:
            syslog.send(_syslog_message(at, line))


def _connected(sink: AuditSink) -> socket.socket:
    if sink.path:
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address: str | tuple[str, int] = sink.path
    else:
        family, *_, address = socket.getaddrinfo(  # type: ignore[assignment]
            sink.host, sink.port, type=socket.SOCK_DGRAM
        )[0]
        opened = socket.socket(family, socket.SOCK_DGRAM)
    opened.settimeout(WAIT_S)
    try:
        opened.connect(address)
    except OSError:
        opened.close()
        raise
    return opened


def _syslog_message(at: datetime, line: str) -> bytes:
    """In the form of RFC 5424."""
    time = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    host = socket.gethostname() or "-"
    return f"<{PRIORITY}>1 {time} {host} progres - audit - {line}".encode()
