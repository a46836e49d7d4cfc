"""What is stored in files of the data directory and in logs.

Declared here, because what writes them (`ops`) stands above this package.
"""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Receiver,
    Retention,
    Store,
    Subject,
)
from progres.privacy.register_documents import DOCUMENTS

_WITH_INSTALLATION = Retention(event="the installation is removed")
_WHILE_RUNNING = Retention(event="the server has stopped")

_FAULT = Personal(
    kind=Kind.FAULT,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.RESIDENT),
    purpose="Find and mend faults; what PostgreSQL says of one may quote a value.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
)
_ALL = Personal(
    kind=Kind.COPY,
    subjects=(
        Subject.ACCOUNT_HOLDER,
        Subject.RECIPIENT,
        Subject.CONTACT,
        Subject.RESIDENT,
    ),
    purpose="Bring the data back after a loss; nothing else is done with a copy.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
)
_FAILURE = Personal(
    kind=Kind.REQUEST,
    subjects=(Subject.ACCOUNT_HOLDER, Subject.VISITOR),
    purpose="Hold back who guesses passwords.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
    origins=(Origin.PLATFORM,),
)


_REQUEST = Personal(
    kind=Kind.CONTACT,
    subjects=(
        *(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.CONTACT),
        Subject.RESIDENT,
    ),
    purpose="Answer what a person asks about the own data, and prove that it was done.",
    basis=Basis.LEGAL_DUTY,
    controller=Controller.CUSTOMER,
    receivers=(Receiver.INSTANCES_ABOVE,),
    origins=(Origin.PERSON, Origin.CUSTOMER),
    without="Who cannot be recognised cannot be answered.",
)
# After which no backup from before is left.
_NO_BACKUP = Retention(event="the person was erased", period=timedelta(days=40))
_REQUEST_KEPT = Retention(event="it is answered", period=timedelta(days=1095))


def _file(path: str, purpose: str, retention: Retention = _WITH_INSTALLATION) -> Entry:
    return Entry(
        store=Store.FILE,
        place=path,
        purpose=purpose,
        retention=retention,
        plain=("content",),
    )


REGISTER = (
    Entry(
        store=Store.TABLE,
        place="person_request",
        purpose="Answer requests of persons in time, and show that it was done.",
        retention=_REQUEST_KEPT,
        plain=(
            *("id", "tenant_id", "kind", "state", "channel", "received_on", "due_on"),
            *("extended_on", "extension_reason", "language", "purposes"),
            *("identity_method", "identified_at", "decision", "decided_at"),
            *("preview", "proof", "problem", "problem_facts", "done_at", "created_at"),
            *("told_at", "handed_at", "handed_by"),
        ),
        personal={
            _REQUEST: (
                *("user_id", "name", "email", "terms", "wish", "identity_note"),
                *("reason", "weighing", "correction", "done_note", "recipients_told"),
            )
        },
    ),
    Entry(
        store=Store.TABLE,
        place="person_request_span",
        purpose="Know about whose readings a request is.",
        retention=_REQUEST_KEPT,
        plain=("id", "tenant_id", "request_id"),
        personal={
            _REQUEST: ("measuring_point_id", "occupancy_id", "since", "until"),
        },
    ),
    Entry(
        store=Store.TABLE,
        place="answer_package",
        purpose="Hand the answer to the person.",
        retention=Retention(event="it is made", period=timedelta(days=30)),
        plain=("request_id", "tenant_id", "made_at", "digest"),
        personal={_REQUEST: ("content",)},
    ),
    Entry(
        store=Store.TABLE,
        place="tombstone",
        purpose="Know which erasures this database has seen; names nobody.",
        retention=_NO_BACKUP,
        plain=("key", "tenant_id", "erased_at"),
    ),
    Entry(
        store=Store.TABLE,
        place="restricted_row",
        purpose="Know whose data are kept and not used, because the person asked so.",
        retention=Retention(event="the restriction is lifted"),
        plain=("id", "tenant_id", "place", "row_id", "uses", "request_id", "at"),
    ),
    _file(
        "tombstones.jsonl",
        "Erase again after a backup is restored; names nobody, only numbers and times.",
        _NO_BACKUP,
    ),
    *DOCUMENTS,
    _file("secret-key", "Sign sessions and forms."),
    _file("master-key", "Seal secrets in the database."),
    _file("database-passwords.json", "Let each part into the database as its role."),
    _file(
        "postgres/cluster/*",
        "Hold the database; what is in it is declared table by table.",
    ),
    _file("postgres/config.conf", "Configure the database server.", _WHILE_RUNNING),
    _file("postgres/hba.conf", "Say who may enter the database.", _WHILE_RUNNING),
    _file("postgres/ident.conf", "Say who may administer it.", _WHILE_RUNNING),
    _file("postgres/lock", "Keep a second PROGRES away.", _WHILE_RUNNING),
    _file("postgres/cluster.lock", "Keep a second server away.", _WHILE_RUNNING),
    _file("postgres/socket", "The short way to the server's socket.", _WHILE_RUNNING),
    _file("postgres/socket/*", "The only way into the database.", _WHILE_RUNNING),
    _file(
        "postgres/programs-*",
        "PostgreSQL's programs, where its user can run them.",
    ),
    _file(
        "postgres/start.log",
        "Say why the database server does not start; no statements, no values.",
        Retention(event="the server starts again"),
    ),
    _file(
        "postgres/log/postgresql-*.log",
        "Say what the database server does; no statements, no values.",
        Retention(event="the line is written", period=timedelta(days=7)),
    ),
    _file(
        "metrics/*",
        "Add up the figures of several web processes.",
        Retention(event="the platform starts again"),
    ),
    _file("demo.json", "Know the demo's invented people and their passwords."),
    _file("demo-map.json", "Show the demo's invented town on maps."),
    _file(
        "demo-unfinished",
        "Know that the demo is only half made.",
        Retention(event="the demo is made"),
    ),
    Entry(
        store=Store.LOG,
        place="standard error",
        purpose="Tell the operator what the parts do and what fails.",
        # Whoever runs the service keeps this log: docs/operating.md says how to limit it.
        retention=Retention(event="the line is written", period=timedelta(days=7)),
        plain=("time", "level", "logger"),
        personal={_FAULT: ("message", "trace")},
    ),
    Entry(
        store=Store.MEMORY,
        place="failed sign-ins",
        purpose="Count failures by account and address; in memory alone, never written.",
        retention=Retention(
            event="the failure, or the restart of the platform",
            period=timedelta(days=1),
        ),
        personal={_FAILURE: ("account", "ip")},
    ),
    Entry(
        store=Store.BACKUP,
        place="database",
        # Made by the operator's own means until the platform makes them: docs/operating.md.
        purpose="Copies that the operator makes, encrypted and without the access log.",
        retention=Retention(event="the backup is made", period=timedelta(days=35)),
        personal={_ALL: ("content",)},
    ),
)
