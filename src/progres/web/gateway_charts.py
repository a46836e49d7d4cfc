"""How a gateway was on each of the last thirty days, and how much it heard."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from progres.database.scope import Scope
from progres.gateways.counts import Counts, counts_of_gateway, summed
from progres.gateways.queries import periods_of
from progres.gateways.rules import GatewayState
from progres.readings.coverage import traffic_of_gateway
from progres.web.gateway_words import TX_RESULTS

if TYPE_CHECKING:
    from progres.gateways.models import Gateway

DAYS = 30
HEIGHT = 40  # of the tallest bar, in the units of the drawing
STEP = 10  # from one bar to the next
LEAST_SCALE = 10.0  # percent of packets, that few errors do not look like many
DAY = timedelta(days=1)
UP = frozenset({GatewayState.ONLINE, GatewayState.LATE})


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One day in a drawing; `value` is None where nothing is known of it."""

    day: date
    x: int
    height: float
    value: float | None

    @property
    def y(self) -> float:
        return HEIGHT - self.height


@dataclass(frozen=True, kw_only=True)
class Uptime:
    """Shares of time in percent in which a gateway was not offline."""

    bars: list[Bar]
    percent: float | None


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Uplinks a day, and all of them."""

    bars: list[Bar]
    uplinks: int


@dataclass(frozen=True, kw_only=True)
class Radio:
    """Shares of packets with CRC errors in percent a day, and the sums of all days.

    `refused` says why how many transmissions were, the most frequent reason first.
    """

    bars: list[Bar]
    highest: float
    totals: Counts
    refused: list[tuple[str, int]]
    is_known: bool


def uptime_of(scope: Scope, gateway: "Gateway", *, at: datetime) -> Uptime:
    """Say for each day how much of its known time the gateway was online or late."""
    begins = _days(at)
    up: dict[datetime, float] = defaultdict(float)
    known: dict[datetime, float] = defaultdict(float)
    since = Q(ended_at=None) | Q(ended_at__gt=begins[0])
    for period in periods_of(scope, gateway.id).filter(since):
        if period.state == GatewayState.NEVER_SEEN:
            continue
        for begin in begins:
            end = min(period.ended_at or at, begin + DAY, at)
            seconds = (end - max(period.began_at, begin)).total_seconds()
            if seconds > 0:
                known[begin] += seconds
                up[begin] += seconds if period.state in UP else 0.0
    shares = {day: 100 * up[day] / known[day] for day in begins if known[day]}
    total = sum(known.values())
    return Uptime(
        bars=_bars(begins, shares, most=100.0),
        percent=100 * sum(up.values()) / total if total else None,
    )


def traffic_by_day(gateway: "Gateway", *, at: datetime) -> Traffic:
    """Add up what the gateway heard, by days of the zone in force."""
    begins = _days(at)
    uplinks: dict[datetime, float] = defaultdict(float)
    for hour in traffic_of_gateway(gateway.id, since=begins[0]):
        uplinks[max(begin for begin in begins if begin <= hour.hour)] += hour.uplinks
    most = max(uplinks.values(), default=0.0)
    return Traffic(
        bars=_bars(begins, uplinks, most=most or 1.0),
        uplinks=round(sum(uplinks.values())),
    )


def radio_by_day(gateway: "Gateway", *, at: datetime) -> Radio:
    """Add up what the gateway counted itself, by days of the zone in force."""
    begins = _days(at)
    counts = counts_of_gateway(gateway.id, since=begins[0])
    days: dict[datetime, list[Counts]] = defaultdict(list)
    for hour in counts:
        days[max(begin for begin in begins if begin <= hour.hour)].append(hour)
    shares = {
        day: share
        for day, hours in days.items()
        if (share := summed(hours, since=day).bad_crc_percent) is not None
    }
    highest = max(shares.values(), default=0.0)
    totals = summed(counts, since=begins[0])
    return Radio(
        bars=_bars(begins, shares, most=max(LEAST_SCALE, highest)),
        highest=highest,
        totals=totals,
        refused=[(str(TX_RESULTS[r]), number) for r, number in totals.refused.items()],
        is_known=bool(counts),
    )


def _days(at: datetime) -> list[datetime]:
    """Return the beginnings of the last DAYS days in the zone in force."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return [today - n * DAY for n in reversed(range(DAYS))]


def _bars(
    begins: list[datetime], values: dict[datetime, float], *, most: float
) -> list[Bar]:
    return [
        Bar(
            day=begin.date(),
            x=n * STEP,
            height=round(HEIGHT * values[begin] / most, 1) if begin in values else 0.0,
            value=values.get(begin),
        )
        for n, begin in enumerate(begins)
    ]
