"""`progres demo`: the whole platform with a small town in it, and live uplinks."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from progres.ops.demo import record
from progres.ops.environment import URLS
from progres.ops.postgres import remove_database
from progres.ops.refusal import CannotRun
from progres.ops.serve import serve

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 what people may ask for


def main(args: argparse.Namespace) -> int:
    """Run the demo until it is asked to stop; the first start founds the town."""
    data_dir: Path = args.data_dir
    refuse_other_databases()
    make_ready(data_dir, fresh=args.fresh)
    own_host = EVERYWHERE.get(args.host, args.host)
    return serve(
        data_dir=data_dir,
        host=args.host,
        port=args.port,
        settings={
            "PROGRES_DEMO": "true",
            "PROGRES_MAP": str(data_dir / record.MAP_NAME),
        },
        steps=[["demo-city", "--data-dir", str(data_dir), "--days", str(args.days)]],
        companions=[
            [
                *("demo-simulator", "--data-dir", str(data_dir)),
                *("--host", own_host, "--port", str(args.port)),
            ]
        ],
        on_ready=lambda address: _greet(address, data_dir),
    )


def refuse_other_databases() -> None:
    """An operator's own database is no place for invented people."""
    for name in URLS:
        if os.environ.get(name):
            raise CannotRun(
                f"{name} is set; the demo has its own database. Start it without, as in "
                f"`env -u {name} progres demo`."
            )


def make_ready(data_dir: Path, *, fresh: bool) -> None:
    """Leave a whole demo or nothing at the place; touch nothing else.

    A first start that was broken off is begun anew.
    """
    finished, unfinished = data_dir / record.NAME, data_dir / record.UNFINISHED
    if finished.exists():
        unfinished.unlink(missing_ok=True)
        if not fresh:
            return
    elif not unfinished.exists() and data_dir.exists() and any(data_dir.iterdir()):
        raise CannotRun(
            f"{data_dir} holds something that is no demo; choose an empty directory "
            "with --data-dir."
        )
    remove_database(data_dir)
    if data_dir.exists():
        shutil.rmtree(data_dir)
    data_dir.mkdir(parents=True, mode=0o700)
    unfinished.touch()


def _greet(address: str, data_dir: Path) -> None:
    known = record.read_record(data_dir)
    width = max(len(account.email) for account in known.accounts)
    lines = [
        "",
        f"PROGRES is ready at {address}",
        "",
        "Sign in as",
        *(
            f"    {account.email:{width}}  {account.password}   {account.who}"
            for account in known.accounts
        ),
        "",
        f"The history ends {known.history_ended_at:%d.%m.%Y %H:%M} UTC; uplinks come "
        "in live, and an alarm within a minute.",
        "Ctrl-C stops it all; the next start goes on from there (--fresh begins anew).",
        "",
    ]
    sys.stdout.write("\n".join(lines))
    sys.stdout.flush()
