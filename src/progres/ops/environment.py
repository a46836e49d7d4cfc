"""What each part is told through its environment, and no more than that."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from progres.kit.env import Env
from progres.ops import private_files
from progres.ops.postgres import DatabaseUrls

OWNER_URL = "PROGRES_DATABASE_URL"
WEB_URL = "PROGRES_DATABASE_WEB_URL"
INGEST_URL = "PROGRES_DATABASE_INGEST_URL"
ERASER_URL = "PROGRES_DATABASE_ERASER_URL"
URLS = (OWNER_URL, WEB_URL, INGEST_URL, ERASER_URL)


def external_urls(env: Env) -> DatabaseUrls | None:
    """Read the roles' ways to a PostgreSQL of the operator; None if there is none.

    Raises BadSetting if one is given and another is missing.
    """
    if not env.text(OWNER_URL):
        return None
    role = (
        "the address of that database for the role progres_{}, as in docs/operating.md"
    )
    return DatabaseUrls(
        owner=env.text(OWNER_URL),
        web=env.required(WEB_URL, role.format("web")),
        ingest=env.required(INGEST_URL, role.format("ingest")),
        eraser=env.required(ERASER_URL, role.format("eraser")),
    )


def make_environment(
    data_dir: Path, urls: DatabaseUrls, given: Mapping[str, str]
) -> dict[str, str]:
    """Build the environment of all parts from what was given.

    Secrets that are not given are made once and kept in the data directory; at the
    latest then it holds something that must be kept apart from backups (the master key).
    """
    env = Env(given)
    return {
        **given,
        "PROGRES_DATA_DIR": str(data_dir),
        "PROGRES_SECRET_KEY": env.text("PROGRES_SECRET_KEY")
        or private_files.read_or_make(
            data_dir / "secret-key", lambda: os.urandom(32).hex()
        ),
        "PROGRES_MASTER_KEY": env.text("PROGRES_MASTER_KEY")
        or private_files.read_or_make(data_dir / "master-key", _new_master_key),
        OWNER_URL: urls.owner,
        WEB_URL: urls.web,
        INGEST_URL: urls.ingest,
        ERASER_URL: urls.eraser,
    }


def check_complete(env: Env) -> None:
    """Refuse to run a part on its own that would not fit the others.

    Raises BadSetting. `progres serve` sees to all of this itself.
    """
    env.required(WEB_URL, "the address of the database for the role progres_web")
    for name in ("PROGRES_SECRET_KEY", "PROGRES_MASTER_KEY"):
        env.required(name, "what every part of the installation shares")


def without(environment: Mapping[str, str], *names: str) -> dict[str, str]:
    """Leave out what a part need not know, above all the owner's password."""
    return {name: value for name, value in environment.items() if name not in names}


def _new_master_key() -> str:
    """Ask a process of its own: cryptography would double the supervisor's memory."""
    result = subprocess.run(
        [sys.executable, "-m", "progres", "keys", "new"],
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()
