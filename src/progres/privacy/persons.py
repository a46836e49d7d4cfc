"""By what a person is found: the account, addresses, names, and where it lived when.

Everything here is asked as the role progres_eraser, which sees all instances; what is
found is limited to the instances that a request is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

FOREVER = datetime(2200, 1, 1, tzinfo=UTC)
SHORTEST_TERM = 4  # characters; shorter ones would be found in half of all texts


@dataclass(frozen=True, kw_only=True)
class Span:
    """A measuring point or a device, from `since` until before `until`.

    Of a device also how it is called, because messages and mails know it by that.
    """

    id: int
    since: datetime
    until: datetime
    dev_eui: str = ""
    device: str = ""

    def values(self) -> dict[str, object]:
        """What conditions for a span take."""
        return {
            "id": self.id,
            "since": self.since,
            "until": self.until,
            "dev_eui": self.dev_eui,
            "device": self.device,
        }


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom a request is about; `terms` are found in any text, whatever its case."""

    request_id: int
    tenant_ids: Sequence[int]
    user_id: int | None
    emails: Sequence[str]
    terms: Sequence[str]
    occupancy_ids: Sequence[int]
    points: Sequence[Span]
    devices: Sequence[Span]

    def values(self) -> dict[str, object]:
        """What conditions for a person take."""
        return {
            "request_id": self.request_id,
            "tenant_ids": list(self.tenant_ids),
            "user_id": self.user_id,
            "emails": list(self.emails),
            "occupancy_ids": list(self.occupancy_ids),
            "words": self.spelled,
        }

    @property
    def spelled(self) -> list[str]:
        """The words as texts hold them, and as JSON does."""
        escaped = (
            word.replace("\\", "\\\\").replace('"', '\\"') for word in self.terms
        )
        return list(dict.fromkeys([*self.terms, *escaped]))


_REQUEST = """
select u.id, r.name, r.email, r.terms,
    r.tenant_id, u.email, u.first_name, u.last_name
from person_request r left join account u on u.id = coalesce(r.user_id,
    (select a.id from account a join tenant t on t.id = a.tenant_id
    where r.email <> '' and lower(a.email) = lower(r.email)
        and t.lineage @> array[r.tenant_id]))
where r.id = %s
"""
_OCCUPANCIES = """
select o.id, o.name, o.email, o.phone, o.reference from occupancy o
where o.id in (select occupancy_id from person_request_span where request_id = %s)
"""
_POINTS = """
select measuring_point_id, since, coalesce(until, %s) from person_request_span
where request_id = %s order by measuring_point_id, since
"""
_DEVICES = """
select m.device_id, greatest(s.since, m.installed_at),
    least(coalesce(s.until, %(forever)s), coalesce(m.removed_at, %(forever)s)),
    d.dev_eui, d.name
from person_request_span s
join meter m on m.measuring_point_id = s.measuring_point_id
join device d on d.id = m.device_id
where s.request_id = %(request)s
    and m.installed_at < coalesce(s.until, %(forever)s)
    and coalesce(m.removed_at, %(forever)s) > s.since
order by 1, 2
"""


def person_of(db: psycopg.Connection, request_id: int) -> Person:
    """Gather by what the person of a request is found. Raises LookupError."""
    row = db.execute(_REQUEST, [request_id]).fetchone()
    if row is None:
        raise LookupError(f"There is no request {request_id}.")
    user_id, name, email, terms, tenant_id, own_email, first_name, last_name = row
    occupancies = db.execute(_OCCUPANCIES, [request_id]).fetchall()
    words = [name, *terms, f"{first_name or ''} {last_name or ''}"]
    words += [word for _, *said in occupancies for word in said]
    addresses = [email, own_email or "", *(found[2] for found in occupancies)]
    return Person(
        request_id=request_id,
        tenant_ids=instances_below(db, tenant_id),
        user_id=user_id,
        emails=sorted({one.strip().lower() for one in addresses} - {""}),
        terms=_terms([*words, *addresses]),
        occupancy_ids=[found[0] for found in occupancies],
        points=[
            Span(id=point_id, since=since, until=until)
            for point_id, since, until in db.execute(_POINTS, [FOREVER, request_id])
        ],
        devices=[
            Span(id=device_id, since=since, until=until, dev_eui=eui, device=device)
            for device_id, since, until, eui, device in db.execute(
                _DEVICES, {"forever": FOREVER, "request": request_id}
            )
        ],
    )


def instances_below(db: psycopg.Connection, tenant_id: int) -> list[int]:
    """An instance and all below it; none if it is gone."""
    query = "select id from tenant where lineage @> array[%s::int] order by id"
    return [found for (found,) in db.execute(query, [tenant_id])]


def _terms(words: Sequence[str]) -> list[str]:
    """Each of the words once, the longest first, since one may hold another."""
    kept = {word.strip().lower() for word in words}
    return sorted(
        (w for w in kept if len(w) >= SHORTEST_TERM), key=lambda w: (-len(w), w)
    )
