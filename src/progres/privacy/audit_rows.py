"""Entries of the audit log that tell of a person: what it did, and what was done to it."""

import psycopg

from progres.privacy.persons import Person

_BY_PERSON = "select id from audit_entry where actor_id = %(user_id)s"
_ABOUT_PERSON = """
select id from audit_entry
where target_type = 'user' and target_id = %(user_id)s::text
    or target_type = 'occupancy' and target_id = any(%(occupancy_ids)s::text[])
"""
_NAMED = """
select id, exists (select from unnest(%(words)s::text[]) word
        where strpos(lower(actor), word) > 0 and actor_id is null),
    exists (select from unnest(%(words)s::text[]) word
        where strpos(lower(target || ' ' || details::text), word) > 0)
from audit_entry where tenant_id = any(%(tenant_ids)s)
"""


def entries_about(db: psycopg.Connection, person: Person) -> dict[str, set[int]]:
    """Ids of entries, by the group of values that tells of the person; each has some."""
    groups: dict[str, set[int]] = {"who": set(), "origin": set(), "what": set()}
    values = {
        **person.values(),
        "occupancy_ids": [str(number) for number in person.occupancy_ids],
    }
    if person.user_id is not None:
        done = {number for (number,) in db.execute(_BY_PERSON, values)}
        groups["who"] |= done
        groups["origin"] |= done
    groups["what"] |= {number for (number,) in db.execute(_ABOUT_PERSON, values)}
    if person.terms:
        for number, acted, named in db.execute(
            f"select * from ({_NAMED}) t(id, acted, named) where acted or named",  # noqa: S608 constants
            values,
        ):
            if acted:
                groups["who"].add(number)
            if named:
                groups["what"].add(number)
    return {group: ids for group, ids in groups.items() if ids}
