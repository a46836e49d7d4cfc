"""How long the demo takes to be ready, first and again, and what it holds in memory.

Run after `make setup`; the first start builds two weeks of history. Memory is the
proportional set size of all processes together, 30 s after the second start, while the
simulator sends. Needs Linux (/proc).
"""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from progres.ops.postgres import remove_database

READY = "PROGRES is ready at"
SETTLED_S = 30.0


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="progres-bench-") as folder:
        for which in ("first start", "second start"):
            began = time.perf_counter()
            demo = start(Path(folder))
            print(f"{which:14} {time.perf_counter() - began:6.1f} s to ready")
            if which == "second start":
                time.sleep(SETTLED_S)
                report_memory(demo.pid)
            began = time.perf_counter()
            demo.send_signal(signal.SIGTERM)
            demo.communicate(timeout=60)
            print(f"{'stop':14} {time.perf_counter() - began:6.1f} s")
        for data_dir in (Path(folder), Path(folder) / "demo"):
            remove_database(data_dir)


def start(folder: Path) -> subprocess.Popen[str]:
    """Start the demo on a free port and wait until it says that it is ready."""
    command = [sys.executable, "-m", "progres", "demo", "--data-dir", str(folder)]
    demo = subprocess.Popen(  # noqa: S603 our own command
        [*command, "--port", str(free_port())], stdout=subprocess.PIPE, text=True
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if READY in line:
            return demo
    raise SystemExit("The demo ended before it was ready.")


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def report_memory(pid: int) -> None:
    """Print what each process below `pid` holds, and the sum."""
    total = 0.0
    for process in [pid, *descendants(pid)]:
        megabytes = pss(process)
        total += megabytes
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        name = b" ".join(words).decode(errors="replace")
        print(f"    {megabytes:6.1f} MB  {name[-70:]}")
    print(f"{'memory':14} {total:6.1f} MB in all")


def pss(pid: int) -> float:
    """Return a process's proportional set size in MB (10⁶ bytes)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def descendants(pid: int) -> list[int]:
    """Return the processes below one."""
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return children + [below for child in children for below in descendants(child)]


if __name__ == "__main__":
    main()
