"""What an entry commits to, and how entries, chains and seals hang together.

Pure arithmetic over plain values (docs/decisions/0008-audit-chain.md). The bytes made
here are for ever: an entry that was sealed must give the same bytes in ten years.
"""

import hashlib
import hmac
import ipaddress
import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from progres.kit.clock import to_microseconds

SALT_BYTES = 16
NOTHING_BEFORE = bytes(32)  # stands before the first seal


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """The fields of an entry that no erasure touches; commitments are 32 bytes each."""

    id: int
    tenant_id: int
    at: datetime
    action: str
    is_view: bool
    target_type: str
    who: bytes
    origin: bytes
    what: bytes


@dataclass(frozen=True, kw_only=True)
class Seal:
    """What is signed of a batch: the head of the chain of an instance and a UTC day.

    `number` counts the batches of the day and `count` its entries, both from 1;
    `before` is the signature of the seal with the number below in the whole house.
    """

    id: int
    tenant_id: int
    day: date
    number: int
    count: int
    head: bytes
    sealed_at: datetime
    before: bytes
    before_at: datetime | None

    def message(self) -> bytes:
        """The bytes that are signed."""
        return canonical(
            [
                *("progres audit seal 1", self.id, self.tenant_id),
                *(self.day.isoformat(), self.number, self.count, self.head.hex()),
                *(to_microseconds(self.sealed_at), self.before.hex()),
                None if self.before_at is None else to_microseconds(self.before_at),
            ]
        )


def who_group(actor_id: int | None, actor: str) -> list[object]:
    return [actor_id, actor]


def origin_group(
    ip: str | None, browser: str, browser_version: str, system: str
) -> list[object]:
    exact = None if ip is None else ipaddress.ip_address(ip).exploded
    return [exact, browser, browser_version, system]


def what_group(
    target_id: str, target: str, details: Mapping[str, object]
) -> list[object]:
    return [target_id, target, details]


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def commitment(salt: bytes, group: str, values: Sequence[object]) -> bytes:
    """Bind to values without telling them: without the salt nobody can guess them."""
    return hmac.digest(salt, canonical([group, *values]), "sha256")


def leaf(entry: Sealed) -> bytes:
    """The link of an entry in its chain, 32 bytes."""
    return hashlib.sha256(
        canonical(
            [
                *("progres audit entry 1", entry.id, entry.tenant_id),
                *(to_microseconds(entry.at), entry.action, entry.is_view),
                *(entry.target_type, entry.who.hex(), entry.origin.hex()),
                entry.what.hex(),
            ]
        )
    ).digest()


def beginning(tenant_id: int, day: date) -> bytes:
    """The head of the chain of an instance and a day before its first entry."""
    return hashlib.sha256(
        canonical(["progres audit chain 1", tenant_id, day.isoformat()])
    ).digest()


def prolonged(head: bytes, leaves: Sequence[bytes]) -> bytes:
    """The head of a chain after some more entries."""
    for link in leaves:
        head = hashlib.sha256(head + link).digest()
    return head


def canonical(value: object) -> bytes:
    """Write a value of JSON in the one way that survives a stay in a jsonb column.

    jsonb forgets the order of keys and how a number was written (1e2, 100, 100.0).
    """
    return _text(value).encode()


def _text(value: object) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            exact = Decimal(repr(value)).normalize() + 0  # never -0
            return format(exact, "f")
        case Mapping():
            pairs = (f"{_text(k)}:{_text(value[k])}" for k in sorted(value))
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_text, value)) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} is no value of JSON.")


def storable(value: object) -> object:
    """Make a value such that PostgreSQL keeps it as it is; what is no JSON becomes text."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            clean = value.encode("utf-8", "replace").decode()
            return clean.replace("\x00", "\ufffd")
        case Mapping():
            return {str(storable(str(k))): storable(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [storable(part) for part in value]
        case _:
            return str(value)
