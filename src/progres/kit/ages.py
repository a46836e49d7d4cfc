"""Moments that people enter for what was done in the past."""

from datetime import datetime

from progres.kit.refusal import Refusal

OLDEST = 1900  # the year from which on anything is entered


def age_problem(moment: datetime) -> Refusal | None:
    """Say what is wrong with a moment long before anything here, as of a mistyped year."""
    if moment.year >= OLDEST:
        return None
    return Refusal(
        "The year %(year)s is too long ago; use one from %(oldest)s on.",
        year=moment.year,
        oldest=OLDEST,
    )
