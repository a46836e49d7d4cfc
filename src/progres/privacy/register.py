"""What is stored in files of the data directory and in logs.

Declared here, because what writes them (`ops`) stands above this package.
"""

from datetime import timedelta

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Personal,
    Retention,
    Store,
    Subject,
)

_WITH_INSTALLATION = Retention(event="the installation is removed")
_WHILE_RUNNING = Retention(event="the server has stopped")

_FAULT = Personal(
    subjects=(Subject.ACCOUNT_HOLDER, Subject.RECIPIENT, Subject.RESIDENT),
    purpose="Find and mend faults; what PostgreSQL says of one may quote a value.",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.OPERATOR,
)


def _file(path: str, purpose: str, retention: Retention = _WITH_INSTALLATION) -> Entry:
    return Entry(
        store=Store.FILE,
        place=path,
        purpose=purpose,
        retention=retention,
        plain=("content",),
    )


REGISTER = (
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
)
