"""The data map of the whole platform: the declarations of all domains, gathered."""

from collections.abc import Iterable, Iterator

from progres.accesslog.register import REGISTER as ACCESS_LOG
from progres.accounts.register import REGISTER as ACCOUNTS
from progres.alarms.register import REGISTER as ALARMS
from progres.assets.register import REGISTER as ASSETS
from progres.audit.register import REGISTER as AUDIT
from progres.connections.register import REGISTER as CONNECTIONS
from progres.database.register import REGISTER as DATABASE
from progres.devices.register import REGISTER as DEVICES
from progres.displays.register import REGISTER as DISPLAYS
from progres.files.register import REGISTER as FILES
from progres.gateways.register import REGISTER as GATEWAYS
from progres.imports.register import REGISTER as IMPORTS
from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Receiver,
    Retention,
    Subject,
)
from progres.legal.register import REGISTER as LEGAL
from progres.metering.register import REGISTER as METERING
from progres.outbox.register import REGISTER as OUTBOX
from progres.privacy.register import REGISTER as FILES_AND_LOGS
from progres.privacy.retention_register import REGISTER as RETENTION
from progres.readings.register import REGISTER as READINGS
from progres.tenants.register import REGISTER as TENANTS

DATA_MAP: tuple[Entry, ...] = (
    *TENANTS,
    *ACCOUNTS,
    *LEGAL,
    *FILES,
    *ASSETS,
    *DEVICES,
    *CONNECTIONS,
    *GATEWAYS,
    *READINGS,
    *METERING,
    *ALARMS,
    *IMPORTS,
    *DISPLAYS,
    *OUTBOX,
    *AUDIT,
    *ACCESS_LOG,
    *DATABASE,
    *FILES_AND_LOGS,
    *RETENTION,
)


def personal_fields(entry: Entry) -> Iterator[tuple[str, Personal, Retention]]:
    """Each personal field of a place with its ground and how long it is kept."""
    for ground, names in entry.personal.items():
        for name in names:
            yield name, ground, ground.retention or entry.retention


def texts_of(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Each text that people read of places, with the place that says it first.

    They are sources for translators as calls of gettext are (tools/check_texts.py).
    """
    words = (Kind, Subject, Receiver, Controller, Origin, Basis)
    for one in (member for kind in words for member in kind):
        yield one.value, f"kit/datamap.py, {one.name}"
    for entry in entries:
        where = f"{entry.store} {entry.place}"
        yield entry.purpose, where
        yield entry.retention.event, where
        for ground in entry.personal:
            yield ground.purpose, where
            if ground.without:
                yield ground.without, where
            if ground.retention is not None:
                yield ground.retention.event, where
