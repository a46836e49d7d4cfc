"""docs/privacy.md, written from the data map: `python -m tools.document_privacy`."""

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from progres.kit.datamap import Entry, Personal, Retention, Store
from progres.privacy.datamap import DATA_MAP
from progres.privacy.kinds import BOUNDS

PAGE = Path("docs/privacy.md")

INTRODUCTION = """\
# What is stored, why, and for how long

Written by `python -m tools.document_privacy` from the declarations in the domains'
`register.py`; a test compares. `make check` compares the declarations with the
database's catalogue, the files below the data directory, cookies, browser storage,
channels and logs, so that nothing is stored that does not stand here.

- *Whose* names the people a field may tell of. What devices measure counts as personal
  throughout: whether a room is somebody's home is known to the customer alone.
- *Basis* and *controller* are defaults; the contract between operator and customer may
  say otherwise. Where the customer decides, the operator stores on the customer's behalf.
- *Purpose* also says what happens when somebody does not give the data.
- Jobs delete readings, raw uplinks, unassigned uplinks, alarms, mails, deleted devices
  with all they sent, ended sessions and jobs in time, and destroy what the audit log need
  no longer tell: addresses, browsers and all of entries about looking at something after
  90 days, entries after 24 months. Where the *chosen period* is named, instances choose it
  within the operator's bounds; here stands the default. What a legal hold covers stays.
- Nothing is asked of third parties, by the server or by the browser, except of the mail
  server that the operator names in PROGRES_SMTP_URL, and of the provider that an instance
  names for single sign-on, by people who choose to sign in there.
"""

TITLES = {
    Store.TABLE: "Tables of the database",
    Store.FILE: "Files below the data directory",
    Store.COOKIE: "Cookies",
    Store.BROWSER: "Storage of the browser",
    Store.LOG: "Logs",
    Store.QUEUE: "Channels inside the database",
    Store.MEMORY: "Memory of the running platform",
    Store.BACKUP: "Backups",
}
COLUMNS = (
    "fields",
    "whose",
    "purpose",
    "origin",
    "basis",
    "controller",
    "passed on",
    "kept until",
)


def page(entries: Iterable[Entry]) -> str:
    """The whole page as Markdown."""
    entries = list(entries)
    parts = [INTRODUCTION]
    for store, title in TITLES.items():
        parts.append(f"## {title}\n")
        parts += ["\n".join(_entry(entry)) for entry in entries if entry.store is store]
    return "\n".join(parts)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### `{entry.place}`\n"
    yield f"{entry.purpose} Kept until {_until(entry.retention)}.\n"
    if entry.personal:
        yield _row(COLUMNS)
        yield _row(["---"] * len(COLUMNS))
        for ground, names in entry.personal.items():
            yield _row(_cells(ground, names, ground.retention or entry.retention))
        yield ""
    if entry.plain:
        yield f"Not personal: {_code(entry.plain)}.\n"


def _cells(
    ground: Personal, names: Iterable[str], retention: Retention
) -> tuple[str, ...]:
    return (
        _code(names),
        ", ".join(ground.subjects),
        " ".join(filter(None, (ground.purpose, ground.without))),
        ", ".join(ground.origins),
        ground.basis,
        ground.controller,
        ", ".join(ground.receivers) or "–",
        _until(retention),
    )


def _until(retention: Retention) -> str:
    if not retention.period:
        return retention.event
    longest = "the chosen period, by default " if _is_chosen(retention) else ""
    if len(retention.kinds) > 1:
        longest += "at most "
    return f"{longest}{_span(retention.period)} after {retention.event}"


def _is_chosen(retention: Retention) -> bool:
    return any(name in set(BOUNDS) for name in retention.kinds)


def _span(period: timedelta) -> str:
    number, unit = (
        (period.days, "day") if period.days else (period.seconds // 3600, "hour")
    )
    return f"{number} {unit}" + ("s" if number != 1 else "")


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    PAGE.write_text(page(DATA_MAP))
    print(f"{PAGE} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
