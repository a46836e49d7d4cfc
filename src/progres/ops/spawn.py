"""Programs started by us, bound to our life."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

LAUNCHER = Path(__file__).with_name("child.py")


def spawn(
    program: Sequence[str],
    *,
    death_signal: signal.Signals,
    user: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    keep: Sequence[int] = (),
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program that gets `death_signal` when this process ends in any way.

    It runs as `user` if one is named (we must be root then), in a session of its own,
    so that Ctrl-C in a terminal reaches the supervisor alone. `keep` are file
    descriptors it inherits; `output` takes its standard output and error.
    """
    launch = [sys.executable, "-I", "-S", str(LAUNCHER)]
    bond = [str(int(death_signal)), str(os.getpid()), user]
    return subprocess.Popen(  # noqa: S603 - programs are ours, arguments are a list
        [*launch, *bond, *program],
        env=env,
        cwd=cwd,
        pass_fds=keep,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
