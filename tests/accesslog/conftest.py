from collections.abc import Iterator

import psycopg
import pytest

from progres.ops.postgres import DatabaseUrls
from tests.accesslog.setting import Setting


@pytest.fixture
def setting(committed: None, database_urls: DatabaseUrls) -> Iterator[Setting]:
    """A log without a line and without an hour."""
    yield Setting(urls=database_urls)
    with psycopg.connect(database_urls.owner) as owner:
        owner.execute("select drop_access_log_before('infinity')")
