"""What the demo must remember between its programs and its starts."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "demo.json"
MAP_NAME = "demo-map.json"
UNFINISHED = "demo-unfinished"
WORDS = """
    ahorn amsel apfel bach berg birke blatt boot brot buche dach dorf
    eiche erle falke feder feld fisch fluss garten glas hafen hase hecke
    herbst hof honig hut igel insel kanne kiesel kirsche klee korb kranich
    lampe laub linde mais meise mond moos mohn nebel nuss ofen pappel
    pfad quelle regen rose sand segel sonne specht stein storch tal teich
    tisch turm ufer wald weide wiese wind wolke zaun ziege
""".split()  # noqa: SIM905 a column of seventy words is no easier to read


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    who: str
    email: str
    password: str


@dataclass(frozen=True)
class Line:
    """A connection of a customer and its secret."""

    connection_id: int
    token: str


@dataclass(frozen=True)
class Record:
    """`lines` by customer; `counters` are the next frame counters by DevEUI."""

    history_ended_at: datetime
    accounts: list[Account]
    lines: dict[str, Line]
    counters: dict[str, int]


def new_password() -> str:
    """Five words that are quickly typed, about 30 bits: for a demo on one's own machine."""
    return "-".join(secrets.choice(WORDS) for _ in range(5))


def write_record(data_dir: Path, record: Record) -> None:
    """Keep it where only the demo's own account reads it."""
    path = data_dir / NAME
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(record), default=str, indent=1))
    draft.rename(path)


def read_record(data_dir: Path) -> Record:
    """Read what `write_record` wrote."""
    found = json.loads((data_dir / NAME).read_text())
    return Record(
        history_ended_at=datetime.fromisoformat(found["history_ended_at"]),
        accounts=[Account(**account) for account in found["accounts"]],
        lines={key: Line(**line) for key, line in found["lines"].items()},
        counters=found["counters"],
    )
