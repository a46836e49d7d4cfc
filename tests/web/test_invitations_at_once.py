"""Two presses of the button behind a mailed link, at the same time."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from progres.accounts.models import Grant
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from tests.ops.running import until
from tests.web.test_invitations import NEW_PASSWORD, invited
from tests.world import NOON, World

WAITING = "select 1 from pg_locks where not granted"


@pytest.mark.parametrize("email", ["nora@example.org", "klara.lenz@example.org"])
def test_of_two_presses_one_leads_in_and_the_other_finds_the_link_used(
    committed_world: World, database_urls: DatabaseUrls, email: str
) -> None:
    world = committed_world
    with transaction.atomic():
        _, link = invited(world, email)
    first, second = Client(), Client()
    if email == world.nora.user.email:
        first.force_login(world.nora.user)
        second.force_login(world.nora.user)

    def press(client: Client) -> int:
        try:
            return client.post(link, {"password": NEW_PASSWORD}).status_code
        finally:
            if client is second:
                connection.close()

    with (
        psycopg.connect(database_urls.owner, autocommit=True) as owner,
        time_machine.travel(NOON, tick=True),
        ThreadPoolExecutor(1) as other,
    ):
        with transaction.atomic():
            assert press(first) == 302
            waits = other.submit(press, second)
            until(lambda: owner.execute(WAITING).fetchone() is not None)
        assert waits.result() == 404

    with transaction.atomic(), scoped(world.everything):
        given = Grant.objects.of(world.everything).count()
    assert given == (1 if email == world.nora.user.email else 0)
