"""How a connection is: whether it stands, what came last, and how much was wrong."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from progres.connections.queries import Talk
from progres.connections.rules import Transport
from progres.kit.refusal import said_again
from progres.readings.traffic import DAY, MOST_COUNTED, Heard
from progres.web.refusals import in_words

if TYPE_CHECKING:
    from progres.connections.models import Connection


def health_of(
    connection: "Connection", heard: Heard, talk: Talk, *, at: datetime
) -> dict[str, object]:
    """Say when something came last, how much, and in which of the states that is."""
    times = [time for time in (heard.last_at, talk.last_at) if time]
    last_at = max(times, default=None)
    state, problem = _link(connection)
    if state == "up":
        state = _state(last_at, at)
    return {
        "last_at": last_at,
        "state": state,
        "problem": problem,
        "in_a_day": min(heard.in_a_day, MOST_COUNTED),
        "is_more": heard.in_a_day > MOST_COUNTED,
        "rejected": talk.rejected,
        "rejected_in_a_day": talk.rejected_in_a_day,
        "error_percent": _error_percent(heard.in_a_day, talk),
        "unassigned": talk.unassigned,
    }


def _link(connection: "Connection") -> tuple[str, str]:
    """Say whether a connection is paused, lost or up, and why it is lost."""
    if connection.paused_at is not None:
        return "paused", ""
    if connection.transport == Transport.WEBHOOK:
        return "up", ""
    link = getattr(connection, "link", None)
    if link is None or not (link.is_connected or link.problem):
        return "connecting", ""
    problem = (
        in_words(said_again(link.problem, link.facts or {})) if link.problem else ""
    )
    return "up" if link.is_connected else "lost", problem


def _error_percent(uplinks: int, talk: Talk) -> float | None:
    """Return how much of a day's messages was rejected; None if nothing came."""
    came = uplinks + talk.in_a_day
    return 100 * talk.rejected_in_a_day / came if came else None


def _state(last_at: datetime | None, at: datetime) -> str:
    if last_at is None:
        return "unknown"
    if at - last_at > DAY:
        return "silent"
    return "ok" if at - last_at <= timedelta(hours=1) else "late"
