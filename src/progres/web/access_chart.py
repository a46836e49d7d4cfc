"""Bars of requests over time, as numbers for an SVG without scripts or styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from progres.accesslog.periods import Period
from progres.accesslog.queries import Piece

WIDTH = 10  # of a bar and the gap after it
GAP = 2
HEIGHT = 100  # of the highest bar


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One piece of time; lengths are texts, which no language writes differently."""

    piece: Piece
    label: str
    x: str
    top: str
    height: str
    error_top: str
    error_height: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars from left to right below `most` requests."""

    bars: Sequence[Bar]
    most: int
    view_box: str
    bar_width: int = WIDTH - GAP

    @property
    def first(self) -> Bar:
        return self.bars[0]

    @property
    def last(self) -> Bar:
        return self.bars[-1]


def chart_of(pieces: Sequence[Piece], period: Period) -> Chart:
    """Draw requests with the failed ones at the foot of each bar."""
    most = max(piece.requests for piece in pieces)
    return Chart(
        bars=[_bar(number, piece, most, period) for number, piece in enumerate(pieces)],
        most=most,
        view_box=f"0 0 {len(pieces) * WIDTH - GAP} {HEIGHT}",
    )


def _bar(number: int, piece: Piece, most: int, period: Period) -> Bar:
    height = _height(piece.requests, most)
    error_height = _height(piece.errors, most)
    return Bar(
        piece=piece,
        label=_label(piece.begins, period),
        x=str(number * WIDTH),
        top=f"{HEIGHT - height:.2f}",
        height=f"{height:.2f}",
        error_top=f"{HEIGHT - error_height:.2f}",
        error_height=f"{error_height:.2f}",
    )


def _height(requests: int, most: int) -> float:
    """Return a height; what is there at all can be seen."""
    return max(HEIGHT * requests / most, 1.0) if requests else 0.0


def _label(begins: datetime, period: Period) -> str:
    local = timezone.localtime(begins)
    date = formats.date_format(local, "SHORT_DATE_FORMAT")
    if period is Period.YEAR:
        return _("Week from %(date)s") % {"date": date}
    return f"{date}, {local:%H:%M}"
