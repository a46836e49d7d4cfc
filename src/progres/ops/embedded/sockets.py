"""The folder of the database's socket, which is the only way in."""

import os
import shutil
import tempfile
from pathlib import Path

from progres.ops.embedded.account import Account
from progres.ops.embedded.home import Home

SOCKET = ".s.PGSQL.5432"
PATH_LIMIT = 107  # bytes, a limit of the kernel


def find_socket_dir(home: Home) -> Path:
    """Find or make the folder, for PostgreSQL's user alone.

    It is `socket` in the home. If the path of the socket would be too long there, that
    is a link to a short folder in /tmp; one that is no longer ours is not used again.
    """
    inside = home.path / "socket"
    if inside.is_symlink() and not _is_private(inside.resolve(), home.account):
        inside.unlink()
    if inside.exists():
        return inside.resolve()
    if len(os.fsencode(inside / SOCKET)) > PATH_LIMIT:
        short = Path(tempfile.mkdtemp(prefix="progres-", dir="/tmp"))
        inside.symlink_to(short)
    else:
        short = inside
        short.mkdir(mode=0o700)
    os.chown(short, home.account.uid, home.account.gid)
    return short


def remove_short_socket_dir(home: Home) -> None:
    """Leave nothing in /tmp behind."""
    inside = home.path / "socket"
    if inside.is_symlink():
        shutil.rmtree(inside.resolve(), ignore_errors=True)
        inside.unlink()


def _is_private(folder: Path, account: Account) -> bool:
    try:
        state = folder.lstat()
    except FileNotFoundError:
        return False
    return state.st_uid == account.uid and state.st_mode & 0o777 == 0o700
