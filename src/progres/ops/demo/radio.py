"""Which gateways hear a device, and how well: distance, walls and chance."""

from dataclasses import dataclass
from functools import lru_cache
from math import hypot, log10

from progres.ops.demo.city import GATEWAYS, Thing
from progres.ops.demo.nature.noise import smooth, uniform

HEARD_FROM_DBM = -124.0
MOST_GATEWAYS = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """One gateway's reception of a frame."""

    gateway_id: str
    x: float
    y: float
    rssi_dbm: int
    snr_db: float


def heard_by(thing: Thing, epoch: float, *, without: str = "") -> list[Heard]:
    """Return who hears a device at a time, the best first; always one at least.

    The gateway `without` which it must do is named by its id.
    """
    found = []
    for number, usual_dbm, gateway_id, x, y in _gateways_near(
        thing.seed, thing.x, thing.y
    ):
        if gateway_id == without:
            continue
        fading_db = 5 * smooth(thing.seed + number, epoch / 1700)
        rssi_dbm = usual_dbm + fading_db
        snr_db = max(-19.0, min(11.5, rssi_dbm + 113 + fading_db / 2))
        found.append(Heard(gateway_id, x, y, round(rssi_dbm), round(snr_db * 4) / 4))
    found.sort(key=lambda heard: -heard.rssi_dbm)
    good = [heard for heard in found if heard.rssi_dbm > HEARD_FROM_DBM]
    return good or found[:1]


@lru_cache(maxsize=512)
def _gateways_near(
    seed: int, x: float, y: float
) -> list[tuple[int, float, str, float, float]]:
    """The gateways that a device reaches best, with the usual RSSI in dBm."""
    walls_db = 6 + 22 * uniform(seed, 21)
    losses = [
        (hypot(x - far_x, y - far_y), number, gateway_id, far_x, far_y)
        for number, (_, gateway_id, far_x, far_y) in enumerate(GATEWAYS)
    ]
    return [
        (
            number,
            -22 - 26 * log10(max(30.0, away_m)) - walls_db,
            gateway_id,
            far_x,
            far_y,
        )
        for away_m, number, gateway_id, far_x, far_y in sorted(losses)[:MOST_GATEWAYS]
    ]


def spreading_factor(best: Heard) -> int:
    """What the network has told a device to use, by how well it is heard."""
    limits = ((7, 4.0), (8, 0.0), (9, -4.0), (10, -8.0), (11, -12.0))
    return next((factor for factor, snr_db in limits if best.snr_db >= snr_db), 12)
