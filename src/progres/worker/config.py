"""Settings of the worker: the two roles in which it comes to the database."""

import os
from contextlib import AbstractContextManager

import psycopg

from progres.kit.env import Env

WEB_URL = "PROGRES_DATABASE_WEB_URL"
ERASER_URL = "PROGRES_DATABASE_ERASER_URL"


def database_url(name: str) -> str:
    """Read the address of the database for one role. Raises BadSetting."""
    role = name.removeprefix("PROGRES_DATABASE_").removesuffix("_URL").lower()
    return Env(os.environ).required(
        name, f"the address of the database for the role progres_{role}"
    )


def open_database(name: str) -> AbstractContextManager[psycopg.Connection]:
    """Connect in one role; every statement is a transaction unless one is begun."""
    return psycopg.connect(database_url(name), autocommit=True, connect_timeout=10)
