"""What gateways count themselves: radio packets, transmissions, and air time.

Counters are of the interval since the report before. A network server that tells the
results of transmissions tells them for each chance, of which a downlink has up to two.
"""

import re
from collections.abc import Mapping

from progres.lns.chirpstack_wire import DutyCycle, GatewayStats
from progres.lorawan.uplink import GatewayReport, TxResult, UsedBand

_IGNORED = "IGNORED"  # the other chance was taken
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)s")
_RESULTS = {result.value for result in TxResult}
_MOST_RESULTS = 50
_MOST_BANDS = 20


def report_of_stats(stats: GatewayStats) -> GatewayReport | None:
    """Read what a gateway tells ChirpStack; None if it counted nothing."""
    results = {
        name: count
        for name, count in [*stats.tx_packets_per_status.items()][:_MOST_RESULTS]
        if name != _IGNORED
    }
    return _report(
        received=stats.rx_packets_received,
        received_ok=stats.rx_packets_received_ok,
        results=results
        or _results(asked=stats.tx_packets_received, sent=stats.tx_packets_emitted),
        bands=_bands(stats.duty_cycle_stats),
    )


def report_of_metrics(metrics: Mapping[str, float]) -> GatewayReport | None:
    """Read what a packet forwarder tells The Things Stack; None if nothing."""

    def counted(name: str) -> int:
        return max(0, int(metrics.get(name, 0)))

    return _report(
        received=counted("rxin"),
        received_ok=counted("rxok"),
        results=_results(asked=counted("txin"), sent=counted("txok")),
    )


def _report(
    *,
    received: int,
    received_ok: int,
    results: Mapping[str, int],
    bands: tuple[UsedBand, ...] = (),
) -> GatewayReport | None:
    transmissions: dict[TxResult, int] = {}
    for name, count in results.items():
        result = TxResult(name) if name in _RESULTS else TxResult.UNKNOWN
        transmissions[result] = transmissions.get(result, 0) + count
    counts = {result: count for result, count in transmissions.items() if count}
    if not (received or counts or bands):
        return None
    return GatewayReport(
        received=received,
        received_ok=min(received_ok, received),
        transmissions=counts,
        bands=bands,
    )


def _results(*, asked: int, sent: int) -> dict[str, int]:
    return {TxResult.OK: sent, TxResult.UNKNOWN: max(0, asked - sent)}


def _bands(duty: DutyCycle | None) -> tuple[UsedBand, ...]:
    window_s = _seconds(duty.window) if duty else None
    if not duty or not window_s:
        return ()
    return tuple(
        UsedBand(
            lowest_hz=band.frequency_min,
            highest_hz=band.frequency_max,
            used=(_seconds(band.load_tracked) or 0.0) / window_s,
            allowed=allowed / window_s,
        )
        for band in duty.bands[:_MOST_BANDS]
        if (allowed := _seconds(band.load_max))
    )


def _seconds(text: str) -> float | None:
    found = _DURATION.fullmatch(text)
    return float(found[1]) if found else None
