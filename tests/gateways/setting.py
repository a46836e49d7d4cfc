"""Gateways and signs of life as the tests need them."""

from datetime import datetime, timedelta

import psycopg
from django.db import transaction

from progres.alarms.gateway_recipients import set_gateway_recipients
from progres.alarms.gateway_watch import watch_gateways
from progres.database.scope import scoped
from progres.gateways.actions import register_gateway
from progres.gateways.checks import GatewayFields
from progres.gateways.models import Gateway, Health
from progres.ops.postgres import DatabaseUrls
from progres.tenants.models import Tenant
from tests.ingest.front_door import change
from tests.world import NOON, World

EUI = "0016c001ff10abcd"
MINUTE = timedelta(minutes=1)


@transaction.atomic
def make_gateway(
    world: World,
    eui: str = EUI,
    *,
    tenant: Tenant | None = None,
    emails: tuple[str, ...] = (),
    interval: timedelta | None = MINUTE,
    delay: timedelta = 10 * MINUTE,
    shared: bool = True,
) -> Gateway:
    """A gateway of Musterstadt, or of another instance, that is expected each minute."""
    by = world.otto
    with scoped(by.scope):
        gateway = register_gateway(
            GatewayFields(
                gateway_id=eui,
                name="Rathaus Turm",
                site="Marktplatz 1",
                interval=interval,
                delay=delay,
                shared=shared,
            ),
            tenant=tenant or world.musterstadt,
            by=by,
            at=NOON,
        )
        if emails:
            set_gateway_recipients(gateway.id, emails, by=by, at=NOON)
        return gateway


def hear(urls: DatabaseUrls, gateway: Gateway, at: datetime) -> None:
    """Let the front door have heard a gateway."""
    with psycopg.connect(urls.ingest) as ingest:
        ingest.execute(
            "update gateway_health set heard_at = %s where gateway_id = %s",
            [at, gateway.id],
        )


def count(urls: DatabaseUrls) -> None:
    """Let the worker count the hour from noon on, and the one before."""
    change(
        urls,
        "insert into hearing_counted values (1, '2026-03-01 11:00Z')"
        " on conflict (id) do nothing;"
        " select count_hearings('2026-03-01 13:02Z') from generate_series(1, 3)",
    )


def watch(minutes: float) -> int:
    """Let the worker judge, so many minutes after noon."""
    return watch_gateways(at=NOON + minutes * MINUTE)


@transaction.atomic
def health(world: World, gateway: Gateway) -> Health:
    with scoped(world.everything):
        return Health.objects.of(world.everything).get(gateway=gateway)
