"""One embedded PostgreSQL for all tests, made as owner and used as `progres_web`."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

# Before Django reads its settings: tests never use an installation's secrets.
os.environ["PROGRES_SECRET_KEY"] = "tests-sign-with-this-and-nothing-else"  # noqa: S105 no real secret
os.environ["PROGRES_BASE_URL"] = "http://localhost:8000"
for _name in ("PROGRES_DATABASE_WEB_URL", "PROGRES_SMTP_URL", "PROGRES_DEMO"):
    os.environ.pop(_name, None)

import psycopg
import pytest
import pytest_django
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from psycopg import sql

from progres.kit.env import parse_database_url
from progres.ops.embedded.roles import SUPERUSER
from progres.ops.postgres import DatabaseUrls, EmbeddedPostgres, remove_database
from tests.world import World, make_world

# They take minutes: begun first, they leave no process with one of them at the end.
LONGEST = ("isolation", "hostile", "e2e", "ops", "faults")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest packages first, after pytest-randomly has mixed them all.

    Of a file the tests that share a world come last: no other one may meet it.
    """
    order = [Path(__file__).parent / name for name in LONGEST]
    files = list(dict.fromkeys(item.path for item in items))
    places = {path: (_place(path, order), n) for n, path in enumerate(files)}
    items.sort(key=lambda item: (*places[item.path], _shares_a_world(item)))


def _place(path: Path, order: list[Path]) -> int:
    places = (n for n, folder in enumerate(order) if path.is_relative_to(folder))
    return next(places, len(order))


def _shares_a_world(item: pytest.Item) -> bool:
    return "world_of_a_file" in getattr(item, "fixturenames", ())


# Four accounts for each test are many; sign-in itself is tested with the real hasher.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def database_urls() -> Iterator[DatabaseUrls]:
    """A migrated database, gone after the session."""
    folder = Path(tempfile.mkdtemp(prefix="progres-tests-"))
    server = EmbeddedPostgres(folder)
    server.start()
    write_carelessly(folder)
    try:
        migrate(server.urls.owner)
        yield server.urls
    finally:
        server.stop()
        remove_database(folder)
        shutil.rmtree(folder, ignore_errors=True)


def write_carelessly(folder: Path) -> None:
    """Let the server not wait for the disk: no test's data need outlive a power cut."""
    socket = (folder / "postgres" / "socket").resolve()
    with psycopg.connect(
        host=str(socket), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as server:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            server.execute(f"alter system set {name} = off")
        server.execute("select pg_reload_conf()")


def migrate(owner_url: str) -> None:
    """Migrate as owner, in a process of its own, exactly as `progres serve` does."""
    subprocess.run(
        [sys.executable, "-m", "progres", "migrate"],
        check=True,
        env={**os.environ, "PROGRES_DATABASE_URL": owner_url},
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture(scope="session")
def django_db_setup(
    database_urls: DatabaseUrls, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """Let Django's tests use the migrated database as the web role."""
    address = parse_database_url("PROGRES_DATABASE_WEB_URL", database_urls.web)
    options = {
        "HOST": address.host,
        "PORT": str(address.port),
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "OPTIONS": {},
    }
    settings.DATABASES["default"].update(options)
    connection.settings_dict.update(options)
    yield
    connection.close()


@pytest.fixture
def committed(
    database_urls: DatabaseUrls,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[None]:
    """For tests that commit: whatever they left is gone afterwards."""
    with django_db_blocker.unblock():
        yield
        connection.close()
    empty_tables(database_urls.owner)


def empty_tables(owner_url: str) -> None:
    """Empty every table but those that migrations fill.

    By deleting, which is far quicker than TRUNCATE where there is little; tables that
    others still refer to take their turn again.
    """
    with psycopg.connect(owner_url) as owner:
        todo = [
            name
            for (name,) in owner.execute(
                "select relname from pg_class where relkind in ('r', 'p')"
                " and not relispartition and relnamespace = 'public'::regnamespace"
                " and relname not in ('django_migrations', 'django_content_type')"
            )
        ]
        while todo:
            todo = [name for name in todo if not _emptied(owner, name)]
        owner.execute("delete from registry_change")  # which notes the deleting, too


def _emptied(owner: psycopg.Connection, name: str) -> bool:
    try:
        with owner.transaction():
            owner.execute(sql.SQL("delete from {}").format(sql.Identifier(name)))
    except psycopg.errors.ForeignKeyViolation:
        return False
    return True


@pytest.fixture(autouse=True)
def no_language() -> Iterator[None]:
    """Begin every test without a language; a request before may have left one."""
    with translation.override(None):
        yield


@pytest.fixture(scope="module")
def world_of_a_file(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[World]:
    """The cast, made once for all tests of a file, in a transaction around theirs."""
    around = transaction.atomic()
    with django_db_blocker.unblock(), translation.override(None):
        around.__enter__()
        made = make_world()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
        connection.close()


@pytest.fixture
def world(world_of_a_file: World, db: None) -> World:
    """The cast; what a test makes of it is rolled back."""
    return deepcopy(world_of_a_file)


@pytest.fixture
def committed_world(committed: None) -> World:
    """The cast, for tests whose other connections must see it."""
    return make_world()
