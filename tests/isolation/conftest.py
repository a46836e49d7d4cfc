"""The tree, planted, and the web process that serves it; once for this package."""

from collections.abc import Iterator

import psycopg
import pytest
import pytest_django
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from progres.accounts.actions import create_api_key
from progres.accounts.models import User
from progres.audit.sealing import seal_entries
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.conftest import empty_tables
from tests.isolation.places import Reader
from tests.isolation.planting import plant
from tests.isolation.served import WITHOUT_SCOPING, Asker, Served, serving
from tests.isolation.spellings import use
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home, make_tree

# Ids that are found in an answer are those meant: seven digits, other ones in each table.
# They go on where an estate before, of the same database, has ended.
SEQUENCES = """
select setval(c.oid::regclass, greatest(
    4000000 + 20000 * row_number() over (order by relname),
    pg_sequence_last_value(c.oid::regclass)))
from pg_class c where relkind = 'S' and relnamespace = 'public'::regnamespace
"""
PARTITIONS = "select relname from pg_class where relispartition and relkind = 'r'"


class Estate:
    """Everything that is planted, and who may look at it."""

    def __init__(self, urls: DatabaseUrls) -> None:
        self.urls = urls
        self.homes, people = make_tree()
        self.user_ids = {name: user.id for name, user in people.items()}
        self.sessions = {name: _session(user) for name, user in people.items()}
        self.keys = {name: _key(user) for name, user in people.items()}
        self.read_only_key = _key(people["instance-admin"], read_only=True)
        for home in self.homes.values():
            plant(home, urls.owner)
        elsewhere = self.homes["sibling"]
        with transaction.atomic(), scoped(elsewhere.admin.scope):
            use(elsewhere)
        seal_entries(at=timezone.now())
        for home in self.homes.values():
            plant(home, urls.owner, "gateway")  # so that something waits to be sealed
        connection.close()

    def plant_anew(self, home: Home, *parts: str) -> None:
        plant(home, self.urls.owner, *parts)
        connection.close()

    @property
    def all_ids(self) -> str:
        return ",".join(str(home.tenant.id) for home in self.homes.values())

    def browsers(self, served: Served) -> dict[str, Asker]:
        """Everybody at a browser, and nobody."""
        known = {n: served.browser(s) for n, s in self.sessions.items()}
        return {"nobody": served.browser(), **known}

    def callers(self, served: Served) -> dict[str, Asker]:
        """Everybody with a key, and nobody."""
        known = {n: served.caller(k) for n, k in self.keys.items()}
        return {"nobody": served.caller(), **known}

    def reader(self, person: str, served: Served) -> Reader:
        return Reader(
            browser=served.browser(self.sessions[person]),
            caller=served.caller(self.keys[person]),
        )


@pytest.fixture(scope="package")
def estate(
    database_urls: DatabaseUrls,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[Estate]:
    yield from planted(database_urls, django_db_blocker)


def planted(
    database_urls: DatabaseUrls, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[Estate]:
    """All of it committed; gone when the tests are done."""
    empty_tables(database_urls.owner)  # what other tests left would have the same ids
    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        before = {name for (name,) in owner.execute(PARTITIONS)}
        owner.execute("select make_partitions(%s, %s)", [EARLIER.date(), NOW.date()])
        owner.execute(SEQUENCES)
        with django_db_blocker.unblock(), override("en"):
            yield Estate(database_urls)
            connection.close()
        for (name,) in owner.execute(PARTITIONS).fetchall():
            if name not in before:
                owner.execute(f"drop table {name}")
    empty_tables(database_urls.owner)


@pytest.fixture(scope="package")
def served(estate: Estate) -> Iterator[Served]:
    with serving(estate.urls) as process:
        yield process


@pytest.fixture(scope="package")
def unscoped(estate: Estate) -> Iterator[Served]:
    """Served with nothing but PostgreSQL between the instances."""
    with serving(estate.urls, module=(WITHOUT_SCOPING, estate.all_ids)) as process:
        yield process


@pytest.fixture
def open_house(estate: Estate) -> Iterator[Served]:
    """Served without any wall: the database is asked as its owner.

    That others' things were looked at is taken out of the audit log again.
    """
    module = (WITHOUT_SCOPING, estate.all_ids)
    with psycopg.connect(estate.urls.owner, autocommit=True) as owner:
        last = owner.execute("select max(id) from audit_entry").fetchone()
        with serving(estate.urls, web_url=estate.urls.owner, module=module) as process:
            yield process
        owner.execute("delete from audit_pending where entry_id > %s", last)
        owner.execute("delete from audit_entry where id > %s", last)


@pytest.fixture(scope="package")
def browsers(estate: Estate, served: Served) -> dict[str, Asker]:
    return estate.browsers(served)


@pytest.fixture(scope="package")
def callers(estate: Estate, served: Served) -> dict[str, Asker]:
    return estate.callers(served)


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["progres_session"].value


def _key(user: User, *, read_only: bool = False) -> str:
    return create_api_key(
        email=user.email,
        name=f"Leitwarte {user.last_name}",
        read_only=read_only,
        expires_at=None,
        at=timezone.now(),
    )
