"""A database for a single command, whether `progres serve` runs or not."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from progres.kit.env import Env
from progres.ops.embedded.locks import InUse
from progres.ops.environment import OWNER_URL, external_urls, make_environment
from progres.ops.postgres import EmbeddedPostgres, urls_of
from progres.ops.refusal import CannotRun

PATIENCE_S = 30.0  # for an installation that is just starting
STEP_S = 0.2


def run_again(
    data_dir: Path, arguments: Sequence[str], *, begins: bool, migrated: bool
) -> int:
    """Run a command of ours again with everything it needs in its environment.

    `begins` lets it make a new installation; without it CannotRun is raised where
    there is none, because a forgotten --data-dir would else go unnoticed. `migrated`
    brings the database up to date before. Returns the exit code.
    """
    _look_for_installation(data_dir, begins=begins)
    with database_for_a_moment(data_dir) as environment:
        commands = [["migrate"], arguments] if migrated else [arguments]
        for command in commands:
            result = subprocess.run(  # noqa: S603 - ourselves, arguments are a list
                [sys.executable, "-m", "progres", *command],
                env=environment,
                check=False,
            )
            if result.returncode:
                return result.returncode
    return 0


@contextmanager
def database_for_a_moment(data_dir: Path) -> Iterator[dict[str, str]]:
    """Yield the environment for a database that answers.

    That is the operator's own, or the embedded one that runs already, or the embedded
    one started until the block ends.
    """
    urls = external_urls(Env(os.environ))
    server = EmbeddedPostgres(data_dir)
    try:
        if urls is None:
            try:
                server.start()
            except InUse:
                urls = urls_of(data_dir)
                _await_answer(urls.web)
        yield make_environment(data_dir, urls or server.urls, os.environ)
    finally:
        server.stop()


def _look_for_installation(data_dir: Path, *, begins: bool) -> None:
    if os.environ.get(OWNER_URL) or _exists(data_dir / "postgres"):
        return
    if not begins:
        raise CannotRun(
            f"There is no installation in {data_dir}; name its directory with "
            "--data-dir, or begin one with `progres serve`."
        )
    sys.stderr.write(f"Beginning a new installation in {data_dir}.\n")
    sys.stderr.flush()


def _exists(path: Path) -> bool:
    """Look without following a link; a folder that is not ours raises, unlike absence."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _await_answer(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise CannotRun(
                    f"The database of the running PROGRES does not answer: {error}"
                ) from error
            time.sleep(STEP_S)
        else:
            return
