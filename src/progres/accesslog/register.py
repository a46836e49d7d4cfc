"""What is stored about those who open a page, and what of it remains."""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Retention,
    Store,
    Subject,
)

_WEEK = timedelta(days=7)
_TWO_YEARS = timedelta(days=730)

_REQUEST = Personal(
    kind=Kind.REQUEST,
    subjects=(Subject.VISITOR, Subject.ACCOUNT_HOLDER),
    purpose="Find faults and recognise attacks.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PERSON, Origin.PLATFORM),
    without="Every request brings them along; without them no page can be sent.",
)

REGISTER = (
    Entry(
        store=Store.TABLE,
        place="access_log",
        purpose="Keep the platform stable and safe; excluded from backups.",
        # By the hour: the oldest request of one is up to an hour older than the newest.
        retention=Retention(
            event="the newest request of its hour", period=_WEEK, kinds=("access_log",)
        ),
        plain=("utc_offset_min", "route"),
        personal={
            _REQUEST: (
                *("at", "ip", "method", "path", "status", "sent_bytes", "referrer"),
                *("browser", "browser_version", "system", "language"),
                *("answer_ms", "duration_ms"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="access_statistics",
        purpose="Know how much is asked of the platform, what fails and what is slow.",
        retention=Retention(
            event="the hour is over", period=_TWO_YEARS, kinds=("access_statistics",)
        ),
        plain=(
            *("hour", "route", "status_class", "requests"),
            *("total_ms", "slowest_ms", "sent_bytes"),
        ),
    ),
    Entry(
        store=Store.TABLE,
        place="access_clients",
        purpose="Know which browsers and systems the pages must work with.",
        retention=Retention(
            event="the day is over", period=_TWO_YEARS, kinds=("access_statistics",)
        ),
        plain=("day", "kind", "family", "requests"),
    ),
)
