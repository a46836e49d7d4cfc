import subprocess
import sys

import pytest
from chirpstack_api.gw import gw_pb2

from progres.lns import chirpstack
from progres.lorawan.uplink import GatewayStatus, UsedBand
from tests.lns.chirpstack_samples import SAMPLES, read


@pytest.mark.parametrize("sample", [name for name in SAMPLES if name.endswith(".pb")])
def test_protobuf_says_the_same_as_json(sample: str) -> None:
    assert read(sample) == read(sample.replace(".pb", ".json"))


def test_air_time_in_protobuf_is_that_of_the_json() -> None:
    stats = gw_pb2.GatewayStats(gateway_id="0016c001ff10abcd")
    told = stats.duty_cycle_stats
    told.window.FromSeconds(3600)
    band = told.bands.add(
        name="M", frequency_min=868_000_000, frequency_max=868_600_000
    )
    band.load_max.FromSeconds(36)
    band.load_tracked.FromMilliseconds(1_800)

    status = chirpstack.parse("stats", stats.SerializeToString())

    assert isinstance(status, GatewayStatus)
    assert status.report is not None
    assert status.report.bands == (
        UsedBand(
            lowest_hz=868_000_000, highest_hz=868_600_000, used=0.0005, allowed=0.01
        ),
    )


def test_reading_protobuf_needs_neither_grpc_nor_django() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, progres.lns.chirpstack; print(*sys.modules, sep='\\n')",
        ],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()

    assert "progres.lns.chirpstack" in loaded
    assert not {"grpc", "django"} & set(loaded)
