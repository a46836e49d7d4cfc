"""Numbers as the reader's language writes them."""

import math
from decimal import Decimal

from django.utils import formats

NOTHING = "–"


def number(value: float | None) -> str:
    """Write a number with the language's separators; a dash for what is none."""
    if value is None or not math.isfinite(value):
        return NOTHING
    rounded = round(value, 3) or 0  # never -0
    text = f"{rounded:.3f}".rstrip("0").rstrip(".")
    return formats.number_format(Decimal(text), force_grouping=True)


def percent(change: float | None) -> str:
    """Write a change with its sign, in whole percent; a dash for what is none."""
    if change is None or not math.isfinite(change):
        return NOTHING
    rounded = round(change * 100)
    sign = "±" if rounded == 0 else "+" if rounded > 0 else "−"
    return f"{sign}{number(abs(rounded))}\N{NO-BREAK SPACE}%"
