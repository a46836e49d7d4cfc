"""Files of the data directory that only their owner may read."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """Read a secret text; make it first where there is none.

    The file gets its name when it is whole, and never replaces one that another
    process has made meanwhile: what was sealed with a secret must open with it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w") as file:
                file.write(make() + "\n")
                file.flush()
                os.fsync(file.fileno())
            _give_name(Path(draft), path)
        finally:
            Path(draft).unlink()
    return path.read_text().strip()


def _give_name(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
