"""How far it is what many devices are changed by, while it is done."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from progres.database.progress import new_mark
from progres.database.scope import scoped
from progres.devices.models import Device
from progres.ops.postgres import DatabaseUrls
from tests.ops.running import until
from tests.web.conftest import Browser
from tests.web.test_device_list import more_devices
from tests.worker.working import number
from tests.world import World

MANY = 520
NOTHING = {"done": None, "total": None}
WAITING = """
select count(*) from pg_locks l join pg_stat_activity a using (pid)
where not l.granted and a.usename = 'progres_web'
"""
LAST = """
select from device_word where device_id = (
    select id from device order by sort_key desc, id desc limit 1) for update
"""


def index_site() -> None:
    """Let all devices be found by the site that they have, which an edit forgets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into device_word (tenant_id, device_id, word)"
            " select tenant_id, id, 'bad' from device on conflict do nothing"
        )


@contextmanager
def stopped_at_the_last(urls: DatabaseUrls) -> Iterator[None]:
    """Let whoever comes to the last device by name wait there until the end."""
    with psycopg.connect(urls.owner) as owner:
        owner.execute(LAST)
        yield
        owner.rollback()


@pytest.mark.parametrize(
    ("what", "said", "total"),
    [
        ("move", {"tenant": "musterstadt"}, MANY + 1),
        ("delete", {}, MANY + 1),
        ("edit", {"site": "Schule"}, 2 * (MANY + 1)),
    ],
)
def test_a_person_sees_how_far_a_change_of_many_is_and_nobody_else_does(
    committed_world: World,
    database_urls: DatabaseUrls,
    browser: Browser,
    what: str,
    said: dict[str, str],
    total: int,
) -> None:
    world = committed_world
    with transaction.atomic(), scoped(world.olga.scope):
        more_devices(world, MANY)
        Device.objects.of(world.olga.scope).update(site="Bad")
        index_site()
    olga, otto, mark = browser(world.olga), browser(world.otto), new_mark()
    tenant = {"musterstadt": str(world.musterstadt.id)}
    form = {name: tenant.get(value, value) for name, value in said.items()}
    here = [world.musterstadt.id]
    address = f"{reverse('web:device_bulk', args=here)}?what={what}&all=1"

    def send() -> None:
        olga.post(address, {**form, "sure": str(MANY + 1), "mark": mark})
        connection.close()

    def asked(by: Client, mark: str = mark) -> object:
        path = reverse("web:device_progress", args=here)
        return by.get(path, {"mark": mark}).json()

    assert asked(olga) == NOTHING
    with stopped_at_the_last(database_urls):
        work = threading.Thread(target=send)
        work.start()
        until(lambda: number(database_urls, WAITING) == 1)
        told = asked(olga)
        assert asked(otto) == asked(olga, new_mark()) == asked(olga, "%") == NOTHING
    work.join()

    assert told == {"done": 500, "total": total}
    assert asked(olga) == NOTHING
