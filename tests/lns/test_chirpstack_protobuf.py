import subprocess
import sys

import pytest

from tests.lns.chirpstack_samples import SAMPLES, read


@pytest.mark.parametrize("sample", [name for name in SAMPLES if name.endswith(".pb")])
def test_protobuf_says_the_same_as_json(sample: str) -> None:
    assert read(sample) == read(sample.replace(".pb", ".json"))


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
