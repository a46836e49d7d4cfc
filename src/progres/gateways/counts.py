"""What gateways count themselves, as network servers deliver it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from progres.lorawan.uplink import TxResult, UsedBand

if TYPE_CHECKING:
    from progres.gateways.models import Gateway

_COUNTS = """
select hour, counted, number from gateway_count
where gateway_id = %(gateway)s and hour >= %(since)s order by hour
"""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a gateway counted in the hour that begins at `hour`, or from there on.

    `received_ok` of the `received` packets had a good CRC.
    """

    hour: datetime
    received: int
    received_ok: int
    transmissions: dict[TxResult, int]

    @property
    def bad_crc(self) -> int:
        return self.received - self.received_ok

    @property
    def bad_crc_percent(self) -> float | None:
        return 100 * self.bad_crc / self.received if self.received else None

    @property
    def refused(self) -> dict[TxResult, int]:
        """Transmissions that the gateway refused, the most frequent reason first."""
        refused = {r: n for r, n in self.transmissions.items() if r is not TxResult.OK}
        return dict(sorted(refused.items(), key=lambda item: -item[1]))

    @property
    def sent(self) -> int:
        return self.transmissions.get(TxResult.OK, 0)


def counts_of_gateway(gateway_id: int, *, since: datetime) -> list[Counts]:
    """Hours in which a gateway counted something, in their order.

    Empty for a gateway that the transaction's scope does not see.
    """
    hours: dict[datetime, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"gateway": gateway_id, "since": since})
        for hour, counted, number in cursor.fetchall():
            hours.setdefault(hour, {})[counted] = number
    return [_counts(hour, counted) for hour, counted in hours.items()]


def summed(counts: list[Counts], *, since: datetime) -> Counts:
    """Add up what was counted from `since` on."""
    transmissions: dict[TxResult, int] = {}
    for hour in counts:
        for result, number in hour.transmissions.items():
            transmissions[result] = transmissions.get(result, 0) + number
    return Counts(
        hour=since,
        received=sum(hour.received for hour in counts),
        received_ok=sum(hour.received_ok for hour in counts),
        transmissions=transmissions,
    )


def bands_of_gateway(gateway: "Gateway") -> list[UsedBand]:
    """How much air time it had used when it last told; empty if it does not tell."""
    return [
        UsedBand(lowest_hz=lowest, highest_hz=highest, used=used, allowed=allowed)
        for lowest, highest, used, allowed in gateway.health.bands or ()
    ]


def _counts(hour: datetime, counted: dict[str, int]) -> Counts:
    return Counts(
        hour=hour,
        received=counted.pop("received", 0),
        received_ok=counted.pop("received_ok", 0),
        transmissions={TxResult(name): number for name, number in counted.items()},
    )
