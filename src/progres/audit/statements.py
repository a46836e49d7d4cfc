"""How entries are looked for, so that an index answers whatever is asked.

Few instances, or a few kinds of action, are looked up one by one and merged: each look
reads at most a page from the newest entry on. Left alone, the planner would read all
entries of an instance and sort them, or go through those of all instances in search of
the few of one.
"""

from collections.abc import Container
from typing import Final

FEW = 500  # instances that are looked up one by one

_CONDITIONS: Final = {
    "start": "e.at >= %(start)s",
    "end": "e.at < %(end)s",
    "before_at": "(e.at, e.id) < (%(before_at)s, %(before_id)s)",
    "user_id": "e.actor_id = %(user_id)s",
    "target_type": "e.target_type = %(target_type)s",
    "target_id": "e.target_id = %(target_id)s",
    "by_others": "e.actor_id::text <> e.target_id",
}
_HEAD: Final = """
select id, at, tenant_id, action, actor_id, actor, host(ip), browser, browser_version,
    system, target_type, target_id, target, details::text, what_salt is null
from """
_LOOKED_UP: Final = "(select e.* from audit_entry e where "
_NEWEST: Final = " order by e.at desc, e.id desc limit %(limit)s) e"
_TAIL: Final = " order by at desc, id desc limit %(limit)s"
_NOT_OVER: Final = "(not e.is_view or e.who_salt is not null)"
_IN_TENANTS: Final = "e.tenant_id = any(%(tenants)s)"
_OF_ACTIONS: Final = "e.action = any(%(actions)s)"


def statement(given: Container[str], *, tenants: int) -> str:
    """Build the question for the conditions given, asked of so many instances."""
    conditions = [text for name, text in _CONDITIONS.items() if name in given]
    conditions.append(_NOT_OVER)
    loops = []
    if "user_id" in given or "target_id" in given or tenants > FEW:
        conditions.append(_IN_TENANTS)
    else:
        loops.append("unnest(%(tenants)s::int[]) tenant")
        conditions.append("e.tenant_id = tenant")
    if "actions" in given and ("user_id" in given or "target_id" in given):
        conditions.append(_OF_ACTIONS)
    elif "actions" in given:
        loops.append("unnest(%(actions)s::text[]) wanted")
        conditions.append("e.action = wanted")
    looked_up = _LOOKED_UP + " and ".join(conditions) + _NEWEST
    if not loops:
        return _HEAD + looked_up + _TAIL
    return (
        _HEAD + " cross join ".join(loops) + " cross join lateral " + looked_up + _TAIL
    )
