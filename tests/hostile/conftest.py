"""The planted tree and the web process that serves it, anew for each file.

Here forms are really sent: what one file has ended, another would look for.
"""

from collections.abc import Iterator

import pytest
import pytest_django

from progres.ops.postgres import DatabaseUrls
from tests.hostile.places import Place, places
from tests.isolation.conftest import Estate, planted
from tests.isolation.served import Served, serving


@pytest.fixture(scope="module")
def estate(
    database_urls: DatabaseUrls,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[Estate]:
    yield from planted(database_urls, django_db_blocker)


@pytest.fixture(scope="module")
def served(estate: Estate) -> Iterator[Served]:
    with serving(estate.urls) as process:
        yield process


@pytest.fixture(scope="module")
def forms(estate: Estate, served: Served) -> list[Place]:
    """Every form that any page shows."""
    return list(places(estate, served))
