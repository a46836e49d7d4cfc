"""The user that PostgreSQL runs as."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from progres.ops.refusal import CannotRun

SYSTEM_USERS = ("postgres", "nobody")


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user of this machine; `switch` says that it is another one than ourselves."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, program: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this user; its exit code is the caller's to judge."""
        return subprocess.run(  # noqa: S603 - programs are ours, arguments are a list
            program,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
            env={"LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def reaches(self, path: Path) -> bool:
        """Let the kernel answer whether the user gets to a folder or a program."""
        return self.run(["/usr/bin/test", "-x", str(path)]).returncode == 0


def find_account() -> Account:
    """Choose the user that PostgreSQL runs as: ourselves, or a system user for root.

    PostgreSQL refuses to run as root.
    """
    for name in _candidates():
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        switch = entry.pw_uid != os.geteuid()
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=switch)
    raise CannotRun(
        "PostgreSQL does not run as root, and this machine has no user 'postgres'; "
        "create one (`useradd --system postgres`) or start PROGRES as another user."
    )


def _candidates() -> Sequence[str]:
    if os.geteuid() == 0:
        return SYSTEM_USERS
    try:
        return (pwd.getpwuid(os.geteuid()).pw_name,)
    except KeyError:
        raise CannotRun(
            f"The user with the number {os.geteuid()} has no name on this machine, and "
            "PostgreSQL needs one; add it to /etc/passwd."
        ) from None
