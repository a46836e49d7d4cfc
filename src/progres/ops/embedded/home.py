"""Where the embedded database lives."""

import pwd
import tempfile
from dataclasses import dataclass
from pathlib import Path

from progres.ops.embedded.account import Account, find_account
from progres.ops.refusal import CannotRun

OUTSIDE = Path("/var/lib")


@dataclass(frozen=True, kw_only=True)
class Home:
    """The folder of one server; only what is below `cluster` and `log` is its own."""

    path: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.path / "cluster"

    @property
    def log(self) -> Path:
        return self.path / "log"


def find_home(data_dir: Path) -> Home:
    """Find the folder of the database, or make it.

    It is `data_dir/postgres`. Where we are root and PostgreSQL's user cannot get there
    (below /root, for example), that is a link to a new folder in /var/lib: the
    permissions of the folders above are the administrator's and stay as they are.
    """
    account = find_account()
    link = data_dir / "postgres"
    if link.is_symlink() and not link.exists():
        raise CannotRun(
            f"The database of {data_dir} was in {link.readlink()}, which is gone; put "
            f"it back, or remove {link} to begin with an empty one."
        )
    if not link.exists():
        _make(link, account)
    home = Home(path=link.resolve(), account=account)
    _check_owner(home)
    return home


def _make(link: Path, account: Account) -> None:
    mode = 0o711 if account.switch else 0o700
    link.parent.mkdir(parents=True, exist_ok=True, mode=mode)
    link.mkdir(mode=mode)
    if not account.reaches(link):
        link.rmdir()
        outside = Path(tempfile.mkdtemp(prefix="progres-", dir=OUTSIDE))
        outside.chmod(mode)
        link.symlink_to(outside)


def _check_owner(home: Home) -> None:
    if not home.cluster.exists():
        return
    owner = home.cluster.stat().st_uid
    if owner == home.account.uid:
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    raise CannotRun(
        f"The database in {home.path} belongs to the user '{name}' and would now run "
        f"as '{home.account.name}'; start PROGRES as it was started before, or choose "
        "another --data-dir."
    )
