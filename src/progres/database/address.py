"""The database of Django's settings, for connections that are not Django's."""

from typing import Any

from django.conf import settings
from psycopg.conninfo import make_conninfo


def conninfo(application_name: str) -> str:
    """Say how to connect in the role in which Django does."""
    database: dict[str, Any] = settings.DATABASES["default"]
    return make_conninfo(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        application_name=application_name,
        connect_timeout=10,
    )
