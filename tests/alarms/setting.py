"""Rules, readings and mails as the tests of alarms need them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
from django.db import transaction

from progres.alarms.actions import create_rule
from progres.alarms.checks import RuleFields
from progres.alarms.feed import process_feed
from progres.alarms.models import Alarm, AlarmRule
from progres.database.scope import scoped
from progres.devices.models import Device
from progres.outbox.models import Mail
from progres.outbox.queries import search_mails
from tests.world import NOON, World

MINUTE = timedelta(minutes=1)
TOO_WARM = RuleFields(
    name="Zu warm",
    key="temperature",
    type="above",
    high=30.0,
    hysteresis=2.0,
    severity="warning",
)


@transaction.atomic
def make_rule(
    world: World,
    fields: RuleFields = TOO_WARM,
    *,
    emails: Sequence[str] = (),
    device: Device | None = None,
    at: datetime = NOON,
) -> AlarmRule:
    """A rule of olga's on all room sensors, or on one device."""
    with scoped(world.olga.scope):
        return create_rule(
            fields,
            tenant=world.musterstadt,
            device=device,
            device_type=None if device else world.device_type,
            emails=emails,
            by=world.olga,
            at=at,
        )


def feed(
    ingest_url: str,
    device: Device,
    *readings: tuple[float, Mapping[str, object] | float],
) -> None:
    """Let the front door hand over readings: minutes after noon, and values by key.

    A number alone is a temperature.
    """
    with psycopg.connect(ingest_url) as ingest:
        for minutes, values in readings:
            by_key = (
                {"temperature": values} if isinstance(values, int | float) else values
            )
            ingest.execute(
                "insert into alarm_feed (tenant_id, device_id, ts, received_at, values)"
                " values (%s, %s, %s, %s, %s)",
                [
                    device.tenant_id,
                    device.id,
                    NOON + minutes * MINUTE,
                    NOON + minutes * MINUTE,
                    json.dumps(by_key),
                ],
            )
        ingest.execute(
            "insert into latest (tenant_id, device_id, watched) values (%s, %s, true)"
            " on conflict (tenant_id, device_id) do update set watched = true",
            [device.tenant_id, device.id],
        )


def work(at: datetime = NOON) -> int:
    """Let the worker take what waits."""
    return process_feed(at=at)


@transaction.atomic
def alarms(world: World) -> list[Alarm]:
    """All alarms, the oldest first."""
    with scoped(world.everything):
        found = Alarm.objects.of(world.everything).select_related("device", "rule")
        return list(found.order_by("id"))


@transaction.atomic
def mails(world: World) -> list[Mail]:
    """All mails, the oldest first."""
    with scoped(world.everything):
        return list(search_mails(world.everything).order_by("id"))


def changed(fields: RuleFields = TOO_WARM, **changes: object) -> RuleFields:
    return replace(fields, **changes)  # type: ignore[arg-type] # as RuleFields has them
