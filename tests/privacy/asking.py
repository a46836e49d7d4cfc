"""Somebody who lived at a measuring point for two days, and asks about the own data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import transaction

from progres.database.scope import scoped
from progres.metering.exchanges import exchange_meter
from progres.metering.models import MeasuringPoint
from progres.ops.postgres import DatabaseUrls
from progres.privacy.work import work_on_requests
from tests.metering.setting import FIRST, make_point
from tests.readings.setting import store, store_latest
from tests.world import NOON, World

HOUR = timedelta(hours=1)
CAME, WENT = NOON - 24 * HOUR, NOON + 24 * HOUR
NAME, EMAIL = "Wanda Feld", "wanda.feld@example.com"
# Before, while and after the person lived there; each is the value, too.
MOMENTS = {hours: NOON + hours * HOUR for hours in (-30, -24, -3, 0, 3, 23, 24, 30)}
OWN = (-24, -3, 0, 3, 23)


@transaction.atomic
def lived_there(world: World) -> MeasuringPoint:
    """A measuring point whose meter the room sensor reads, with eight readings."""
    with scoped(world.olga.scope):
        point = make_point(world)
        exchange_meter(point.id, FIRST, by=world.olga, at=NOON)
        with transaction.get_connection().cursor() as cursor:
            days = [(NOON - 48 * HOUR).date(), (NOON + 48 * HOUR).date()]
            cursor.execute("select make_partitions(%s, %s)", days)
        for hours, moment in MOMENTS.items():
            store(world, moment, {"temperature": hours})
        store_latest(world, NOON, {"temperature": 0})
    return point


def ask(
    urls: DatabaseUrls,
    point: MeasuringPoint,
    kind: str,
    *,
    state: str = "granted",
    uses: str = "[]",
) -> int:
    """Store a request of the person, and the occupancy that it names."""
    with psycopg.connect(urls.owner) as owner:
        owner.execute(_READ)
        facts: dict[str, Any] = {
            "tenant": point.tenant_id,
            "point": point.id,
            "kind": kind,
            "state": state,
            "uses": uses,
            "name": NAME,
            "email": EMAIL,
            "came": CAME,
            "went": WENT,
            "day": NOON.date(),
            "now": NOON,
        }
        facts["occupancy"] = _id(owner, _OCCUPANCY, facts)
        facts["request"] = _id(owner, _REQUEST, facts)
        _id(owner, _SPAN, facts)
    return int(facts["request"])


# A room sensor counts nothing; as a meter it would be refused.
_READ = """
update meter set key = 'temperature', device_id = (select id from device limit 1)
"""
_OCCUPANCY = """
with known as (select id from occupancy where name = %(name)s), made as (
    insert into occupancy (tenant_id, measuring_point_id, name, sort_key, email, phone,
        reference, since, until, note, created_at)
    select %(tenant)s, %(point)s, %(name)s, 'wanda feld', %(email)s, '', 'K-0815',
        %(came)s, %(went)s, '', %(now)s where not exists (select from known)
    returning id
) select id from known union all select id from made
"""
_REQUEST = """
insert into person_request (tenant_id, kind, state, channel, received_on, due_on, name,
    email, language, terms, wish, purposes, created_at, extension_reason,
    identity_method, identity_note, decision, reason, weighing, problem, problem_facts,
    identified_at, decided_at)
values (%(tenant)s, %(kind)s, %(state)s, 'mail', %(day)s, %(day)s, %(name)s, %(email)s,
    'en', '[]', '', %(uses)s, %(now)s, '', '', '', '', '', '', '', '{}', %(now)s,
    %(now)s) returning id
"""
_SPAN = """
insert into person_request_span (tenant_id, request_id, measuring_point_id,
    occupancy_id, since, until)
values (%(tenant)s, %(request)s, %(point)s, %(occupancy)s, %(came)s, %(went)s)
returning id
"""


def _id(owner: psycopg.Connection, statement: str, facts: Mapping[str, Any]) -> int:
    [(number,)] = owner.execute(statement, facts).fetchall()
    return int(number)


def carry_out(
    urls: DatabaseUrls, request: int, *, at: datetime = NOON
) -> dict[str, Any]:
    """Let the worker do what was granted; return the proof."""
    assert work_on_requests(urls.eraser, at=at) == 1
    with psycopg.connect(urls.owner) as owner:
        [(state, proof)] = owner.execute(
            "select state, proof from person_request where id = %s", [request]
        ).fetchall()
    assert state == "done"
    return dict(proof)
