"""The commands of `progres` and their options, without importing what they do."""

import argparse
import os
from pathlib import Path

from progres.kit.env import Env

MIGRATION_SETTINGS = ("PROGRES_DATABASE_URL",)
LONGEST_HISTORY = 365  # days; each takes about two seconds
ALL_SETTINGS = (
    "PROGRES_DATABASE_URL",
    "PROGRES_DATABASE_WEB_URL",
    "PROGRES_DATABASE_INGEST_URL",
    "PROGRES_DATABASE_ERASER_URL",
    "PROGRES_SECRET_KEY",
    "PROGRES_MASTER_KEY",
)


def build_parser() -> argparse.ArgumentParser:
    """Build the parser.

    What it returns has `module` (whose `main` is the command), `needs` (names of
    environment variables without which a database is provided first), `begins`
    (whether that may be a new one) and `migrated` (whether it must be up to date).
    """
    parser = argparse.ArgumentParser(
        prog="progres", description="PROGRES, a platform for LoRaWAN devices."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = _add(commands, "serve", "run everything")
    _add_address(serve)
    demo = _add(commands, "demo", "run everything with a small city in it")
    _add_address(demo)
    demo.add_argument("--fresh", action="store_true", help="begin anew")
    demo.add_argument("--days", type=_days, default=14, help="of history; default: 14")
    demo.set_defaults(data_dir=demo.get_default("data_dir") / "demo")
    _add_demo_parts(commands)

    web = _add(commands, "web", "run one process of pages, API and front door")
    _add_address(web)
    web.add_argument("--listener", type=int, help=argparse.SUPPRESS)
    _add(commands, "worker", "run what is done later and regularly")

    migrate = _add(commands, "migrate", "bring the database up to date")
    migrate.set_defaults(needs=MIGRATION_SETTINGS)
    migrate.add_argument(
        "--check", action="store_true", help="exit with 1 if something is left to do"
    )
    _add_people(commands)
    doctor = _add(commands, "doctor", "say what is wrong with the installation")
    doctor.set_defaults(needs=ALL_SETTINGS, begins=False)
    _add_keys(commands)
    _add_audit(commands)
    _add(commands, "version", "print the version")
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    *,
    group: str = "",
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what.capitalize() + ".")
    module = f"progres.ops.{group}{name.replace('-', '_')}"
    parser.set_defaults(module=module, needs=(), begins=True, migrated=False)
    parser.add_argument(
        "--data-dir",
        type=lambda text: Path(text).expanduser().absolute(),
        default=Env(os.environ).path("PROGRES_DATA_DIR", "data"),
        help="where everything is kept (PROGRES_DATA_DIR, else ./data)",
    )
    return parser


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", type=_port, default=8000, help="default: 8000")


def _add_demo_parts(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """What `progres demo` runs; without help, because nobody else does."""
    city = commands.add_parser("demo-city")
    city.set_defaults(module="progres.ops.demo.build", needs=(), migrated=False)
    simulator = commands.add_parser("demo-simulator")
    simulator.set_defaults(
        module="progres.ops.demo.simulator", needs=(), migrated=False
    )
    for part in (city, simulator):
        part.add_argument("--data-dir", type=Path, required=True)
    city.add_argument("--days", type=_days, required=True)
    _add_address(simulator)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a port; use 1 to 65535, or 0 for any that is free."
        )
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_HISTORY:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a number of days; use 1 to {LONGEST_HISTORY}."
        )
    return int(text)


def _add_people(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    operator = _add(
        commands, "create-operator", "add an operator; the password is standard input"
    )
    operator.set_defaults(needs=ALL_SETTINGS, migrated=True)
    for option in ("--email", "--first-name", "--last-name"):
        operator.add_argument(option, required=True)
    key = _add(commands, "create-api-key", "print a new key for the API")
    key.set_defaults(needs=ALL_SETTINGS, begins=False, migrated=True)
    key.add_argument("--email", required=True, help="of the account it acts for")
    key.add_argument("--name", required=True, help="what it is for")
    key.add_argument("--read-only", action="store_true")
    key.add_argument("--expires-in-days", type=int, metavar="N")


def _add_keys(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    keys = commands.add_parser("keys", help="make and change the master key")
    actions = keys.add_subparsers(metavar="ACTION", required=True)
    _add(actions, "new", "print a new master key", group="keys_")
    rotate = _add(
        actions, "rotate", "seal all secrets with the newest key", group="keys_"
    )
    rotate.set_defaults(needs=ALL_SETTINGS, begins=False, migrated=True)


def _add_audit(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    audit = commands.add_parser("audit", help="check the audit log")
    actions = audit.add_subparsers(metavar="ACTION", required=True)
    verify = _add(
        actions,
        "verify",
        "recompute the chains of the audit log; exit with 1 at the first difference",
        group="audit_",
    )
    verify.add_argument(
        "--anchors",
        type=Path,
        metavar="FILE",
        help="what `progres audit anchors` printed before",
    )
    anchors = _add(
        actions,
        "anchors",
        "print the signed heads of the chains, to be kept elsewhere",
        group="audit_",
    )
    for command in (verify, anchors):
        command.set_defaults(needs=ALL_SETTINGS, begins=False, migrated=True)
