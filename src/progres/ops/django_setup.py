"""Django inside a command of ours."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils import translation


def set_up_django(role_setting: str) -> None:
    """Set Django up to use the database in the role that an environment variable names.

    Must come before models are imported.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "progres.settings"
    os.environ["PROGRES_DATABASE_ROLE"] = role_setting
    django.setup()
    translation.activate("en")  # commands speak English, as their help does


@contextmanager
def closing_connections() -> Iterator[None]:
    """Give the pool of connections back; its threads would hold up the exit."""
    try:
        yield
    finally:
        for wrapper in connections.all():
            if isinstance(wrapper, DatabaseWrapper):
                wrapper.close_pool()
