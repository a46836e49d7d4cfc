"""Heads of chains to be kept where nobody of the house can change them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from progres.audit.checking import Difference
from progres.audit.keys import public_keys
from progres.audit.rules import ENTRIES_KEPT


class NotAnAnchor(ValueError):
    """A line is none that `progres audit anchors` printed."""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """The newest head of an instance; `seal` counts all seals of the house.

    Each seal hangs on the one before, so that an anchor fixes all that was sealed
    before it, in every instance.
    """

    seal: int
    tenant: int
    day: str
    entries: int
    head: str
    signature: str
    public_key: str
    sealed_at: str

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """Read a line of JSON. Raises NotAnAnchor."""
        try:
            anchor = cls(**json.loads(line))
            date.fromisoformat(anchor.day)
            datetime.fromisoformat(anchor.sealed_at)
        except (TypeError, ValueError):
            raise NotAnAnchor(
                f"'{line.strip()[:60]}' is no anchor; use the lines that `progres audit "
                "anchors` printed as they are."
            ) from None
        return anchor

    def line(self) -> str:
        """Write it as a line of JSON."""
        return json.dumps(vars(self))


def newest_anchors() -> Iterator[Anchor]:
    """The newest head of each instance, the newest of all last."""
    keys = public_keys()
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, tenant_id, day, count, head, signature, key_id, sealed_at"
            " from audit_seal where id in"
            " (select max(id) from audit_seal group by tenant_id) order by id"
        )
        for seal, tenant, day, count, head, signature, key_id, sealed_at in cursor:
            yield Anchor(
                seal=seal,
                tenant=tenant,
                day=day.isoformat(),
                entries=count,
                head=bytes(head).hex(),
                signature=bytes(signature).hex(),
                public_key=keys[key_id].hex(),
                sealed_at=sealed_at.isoformat(),
            )


def check_anchors(anchors: Iterable[Anchor], *, at: datetime) -> None:
    """Compare anchors with the seals of today. Raises Difference."""
    known = {key.hex() for key in public_keys().values()}
    for anchor in anchors:
        place = f"Instance {anchor.tenant}, {anchor.day}"
        if anchor.public_key not in known:
            raise Difference(
                f"{place}: the anchor was signed with a key that this house has not; "
                "either it is of another house, or the key was replaced."
            )
        found = _seal(anchor.seal)
        if found is None:
            if datetime.fromisoformat(anchor.sealed_at) >= at - ENTRIES_KEPT:
                raise Difference(
                    f"{place}: the anchor knows {anchor.entries} entries of this day; "
                    "the end of the log was cut off since."
                )
        elif found != (anchor.tenant, anchor.day, anchor.head, anchor.signature):
            raise Difference(
                f"{place}: what was sealed is not what the anchor says; the log was "
                "written anew since."
            )


def _seal(number: int) -> tuple[int, str, str, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tenant_id, day, head, signature from audit_seal where id = %s",
            [number],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    tenant, day, head, signature = row
    return tenant, day.isoformat(), bytes(head).hex(), bytes(signature).hex()
