"""People in their browsers, and an instance in which something has happened."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from progres.accounts.api_key_actions import KeyFields, make_key
from progres.accounts.membership import Membership
from progres.alarms.actions import create_rule
from progres.alarms.checks import RuleFields
from progres.alarms.gateway_recipients import gateway_recipients
from progres.alarms.models import Alarm, AlarmRule
from progres.database.scope import scoped
from progres.displays.actions import DisplayFields, make_display
from progres.files.queries import Owner
from progres.ops.postgres import DatabaseUrls
from progres.outbox.queries import search_mails
from progres.tenants.contracts import search_contracts
from tests.files.setting import keep as keep_file
from tests.gateways.setting import make_gateway
from tests.metering.setting import make_occupancy, make_point, put_in
from tests.privacy.incidents import make_incident
from tests.web.leavings import leave_messages, leave_uplink
from tests.world import (
    DEV_EUI,
    NOON,
    World,
    keep,
    make_asset,
    make_asset_type,
    make_grant,
    make_role,
)

Browser = Callable[[Membership | None], Client]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Words outside a request are English, whatever the test before has spoken."""
    with override("en"):
        yield


@pytest.fixture
def browser() -> Browser:
    """Open the pages as somebody, or as nobody."""

    def opened(who: Membership | None) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        if who is not None:
            who.user.language = "en"
            keep(who.user)
            client.force_login(who.user)
        return client

    return opened


@pytest.fixture
def heard(world: World) -> Iterator[None]:
    """The device was heard at noon."""
    with transaction.atomic(), scoped(world.olga.scope):
        hear(world, {"temperature": 21.5, "battery": 96, "open": True})
        yield


def hear(
    world: World,
    values: dict[str, object],
    at: datetime = NOON,
    *,
    device_id: int | None = None,
) -> None:
    """Note the newest values of the device, as the front door does."""
    milliseconds = at.timestamp() * 1000
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into latest (tenant_id, device_id, ts, last_seen_at, f_cnt, values)"
            " values (%s, %s, %s, %s, 7, %s)"
            " on conflict (tenant_id, device_id) do update"
            " set ts = excluded.ts, last_seen_at = excluded.last_seen_at,"
            " values = excluded.values",
            [
                world.device.tenant_id,
                device_id or world.device.id,
                at,
                at,
                json.dumps(
                    {key: [milliseconds, value] for key, value in values.items()}
                ),
            ],
        )


def make_rule(world: World) -> AlarmRule:
    """Let everything above 25 °C in the device's instance be told to an outsider."""
    return create_rule(
        RuleFields(name="Too warm", key="temperature", type="above", high=25.0),
        tenant=world.bad,
        device=world.device,
        emails=["guest@example.com"],
        by=world.olga,
        at=NOON,
    )


def raise_alarm(world: World, rule: AlarmRule) -> Alarm:
    """Open an alarm of a rule on the device at noon."""
    alarm = Alarm(
        tenant=world.bad,
        rule=rule,
        device=world.device,
        name=rule.name,
        key=rule.key,
        type=rule.type,
        high=rule.high,
        severity=rule.severity,
        value=26.5,
        raised_at=NOON,
    )
    alarm.save()
    return alarm


@dataclass(frozen=True, kw_only=True)
class Site:
    """The cast with one of everything that has a page."""

    world: World
    rule_id: int
    asset_id: int
    asset_type_id: int
    file_id: int
    point_id: int
    meter_id: int
    role_id: int
    grant_id: int
    recipient_id: int
    gateway_id: int
    gateway_recipient_id: int
    alarm_id: int
    mail_id: int
    message_id: int
    uplink_place: str
    api_key_id: int
    display_id: int
    incident_id: int
    display_secret: str
    dev_eui: str
    contract_id: int


@pytest.fixture
def site(
    committed_world: World,
    database_urls: DatabaseUrls,
    settings: Settings,
) -> Site:
    """One of everything that has a page, committed."""
    settings.DEMO = True  # where the outbox has a page
    world = committed_world
    with transaction.atomic(), scoped(world.olga.scope):
        rule = make_rule(world)
        alarm = raise_alarm(world, rule)
        recipient = rule.recipients.get()
        mail = search_mails(world.olga.scope).get()
        role = make_role(world)
        asset = make_asset(world)
        asset_type = make_asset_type(world)
        file = keep_file(asset, Owner("asset_id", asset.id), world.olga)
        point = make_point(world)
        meter = put_in(world, point)
        make_occupancy(world, point)
        grant = make_grant(world)
        key, _ = make_key(
            KeyFields(
                name="Export", read_only=True, expires_at=NOON + timedelta(days=365)
            ),
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        display, secret = make_display(
            DisplayFields(
                name="Foyer", shown="overview", expires_at=timezone.now() + timedelta(1)
            ),
            tenant=world.musterstadt,
            by=world.olga,
            at=timezone.now(),
        )
        contract = search_contracts(world.olga.scope).get()
        incident = make_incident(world)
        gateway = make_gateway(world, emails=("olga@example.org",))
        told = gateway_recipients(world.olga.scope, gateway.id).get()
    return Site(
        world=world,
        rule_id=rule.id,
        asset_id=asset.id,
        asset_type_id=asset_type.id,
        file_id=file.id,
        point_id=point.id,
        meter_id=meter.id,
        role_id=role.id,
        grant_id=grant.id,
        recipient_id=recipient.id,
        gateway_id=gateway.id,
        gateway_recipient_id=told.id,
        alarm_id=alarm.id,
        mail_id=mail.id,
        message_id=leave_messages(world, database_urls.owner),
        uplink_place=leave_uplink(world, database_urls.owner),
        api_key_id=key.id,
        display_id=display.id,
        incident_id=incident.id,
        display_secret=secret,
        dev_eui=DEV_EUI[:-1] + "9",
        contract_id=contract.id,
    )


def known_of(site: Site) -> Mapping[str, object]:
    """What the addresses of pages hold."""
    world = site.world
    return {
        "tenant_id": world.musterstadt.id,
        "device_id": world.device.id,
        "device_type_id": world.device_type.id,
        "connection_id": world.connection.id,
        "rule_id": site.rule_id,
        "gateway_id": site.gateway_id,
        "gateway_recipient_id": site.gateway_recipient_id,
        "recipient_id": site.recipient_id,
        "alarm_id": site.alarm_id,
        "mail_id": site.mail_id,
        "message_id": site.message_id,
        "place": site.uplink_place,
        "dev_eui": site.dev_eui,
        "token": "none",
        "link": "none",
        "asset_id": site.asset_id,
        "asset_type_id": site.asset_type_id,
        "file_id": site.file_id,
        "role_id": site.role_id,
        "grant_id": site.grant_id,
        "api_key_id": site.api_key_id,
        "display_id": site.display_id,
        "incident_id": site.incident_id,
        "person": f"account-{world.olga.user.id}",
        "secret": site.display_secret,
        "instance_id": world.musterstadt.id,
        "contract_id": site.contract_id,
        "user_id": world.rita.user.id,
        "access_id": 1,  # only ended
        "request_id": 1,  # none of these people's
        "kind": "privacy",
        "document": "notice",
        "language": "de",
        "pk": 1,
        "provider_id": "none",
    }
