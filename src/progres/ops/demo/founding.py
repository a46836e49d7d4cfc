"""The town is founded: all that people would enter, by the actions they would use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.actions import create_operator, create_user
from progres.accounts.contract_actions import ContractFields, create_contract
from progres.accounts.gate import get_membership
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import User
from progres.alarms.actions import create_rule
from progres.alarms.checks import RuleFields
from progres.alarms.rules import LimitType
from progres.assets.models import Asset
from progres.connections.actions import create_connection
from progres.database.scope import scoped
from progres.devices.actions import register_many
from progres.devices.checks import DeviceFields, DeviceTypeFields
from progres.devices.models import Device, DeviceType
from progres.devices.type_actions import create_device_type
from progres.gateways.actions import register_gateway
from progres.gateways.checks import GatewayFields
from progres.kit.clock import utc_now
from progres.ops.demo.buildings import draw_plans, make_assets
from progres.ops.demo.city import CUSTOMERS, GATEWAYS, Thing
from progres.ops.demo.geography import place
from progres.ops.demo.kinds import KINDS
from progres.ops.demo.notices import publish_notices
from progres.ops.demo.people import OPERATOR, PEOPLE, WATCHES, Person, Watch
from progres.ops.demo.record import Account, Line, new_password
from progres.tenants.actions import create_tenant
from progres.tenants.models import Tenant


@dataclass(frozen=True)
class Founded:
    """Who can sign in, the customers' connections, and the operator to act as."""

    accounts: list[Account]
    lines: dict[str, Line]
    operator: User


@transaction.atomic
def found_city(things: Iterable[Thing], *, at: datetime) -> Founded:
    """Make everything but readings. Must run as owner of the database."""
    account = _account(OPERATOR)
    operator = create_operator(
        email=OPERATOR.email,
        first_name=OPERATOR.first_name,
        last_name=OPERATOR.last_name,
        password=account.password,
        at=at,
    )
    with scoped((by := member(operator)).scope):
        publish_notices(by, at)
        tenants = _make_tenants(by, at)
    with scoped((by := member(operator)).scope):
        for number, customer in enumerate(CUSTOMERS, start=1):
            if not customer.parent:
                _make_contract(number, tenants[customer.key], by, at)
        accounts = [account, *(_make_person(one, tenants, by, at) for one in PEOPLE)]
        types = _make_types(by, at)
        _make_gateways(by, at)
        assets = make_assets(things, tenants, by, at)
        devices = _register(things, tenants, types, assets, by, at)
        draw_plans(assets, devices.values(), by, at)
        lines = {
            key: _make_line(tenant, by, at)
            for key, tenant in tenants.items()
            if key != "schulen"
        }
        for watch in WATCHES:
            _make_rule(watch, tenants, types, devices, by, at)
    return Founded(accounts, lines, operator)


def member(user: User) -> Membership:
    """A person acting in the own instance; needs a transaction."""
    return get_membership(user, user.tenant_id, origin=Origin(), at=utc_now())


def _account(person: Person) -> Account:
    return Account(person.who, person.email, new_password())


def _make_tenants(by: Membership, at: datetime) -> dict[str, Tenant]:
    tenants: dict[str, Tenant] = {"": by.tenant}
    for customer in CUSTOMERS:
        tenants[customer.key] = create_tenant(
            name=customer.name,
            short_name=customer.short_name,
            parent=tenants[customer.parent],
            accent=customer.accent,
            by=by.actor,
            at=at,
        )
    del tenants[""]
    return tenants


def _make_contract(number: int, tenant: Tenant, by: Membership, at: datetime) -> None:
    """A contract without end, so that invitations go out."""
    fields = ContractFields(
        number=f"MN-{at:%Y}-{number:03}",
        starts_on=at.date(),
        agreed_accounts=25,
        processing_agreement_on=at.date(),
    )
    create_contract(fields, tenant=tenant, by=by, at=at)


def _make_person(
    person: Person, tenants: dict[str, Tenant], by: Membership, at: datetime
) -> Account:
    account = _account(person)
    create_user(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        password=account.password,
        role=person.role,
        tenant=tenants[person.customer],
        by=by.actor,
        at=at,
    )
    return account


def _make_types(by: Membership, at: datetime) -> dict[str, DeviceType]:
    """The operator's own types, which all customers use."""
    return {
        kind.name: create_device_type(
            DeviceTypeFields(
                manufacturer=kind.manufacturer,
                model=kind.model,
                codec_source=kind.codec_source,
                value_specs=kind.value_specs,
                expected_interval=kind.interval,
                send_plan=kind.send_plan.stored() if kind.send_plan else None,
                lorawan_version=kind.lorawan_version,
                lorawan_class=kind.lorawan_class,
            ),
            tenant=by.tenant,
            by=by,
            at=at,
        )
        for kind in KINDS.values()
    }


def _make_gateways(by: Membership, at: datetime) -> None:
    for name, gateway_id, x, y in GATEWAYS:
        latitude, longitude = place(x, y)
        register_gateway(
            GatewayFields(
                gateway_id=gateway_id,
                name=name,
                model="Weitfunk Außen-Gateway G 8",
                antenna="Rundstrahler, 6 dBi",
                site=name,
                latitude=latitude,
                longitude=longitude,
            ),
            tenant=by.tenant,
            by=by,
            at=at,
        )


def _register(
    things: Iterable[Thing],
    tenants: dict[str, Tenant],
    types: dict[str, DeviceType],
    assets: dict[int, Asset],
    by: Membership,
    at: datetime,
) -> dict[str, Device]:
    groups: dict[tuple[str, str], list[DeviceFields]] = {}
    for thing in things:
        group = groups.setdefault((thing.customer, thing.kind.name), [])
        group.append(_fields(thing, assets[thing.number]))
    return {
        device.name: device
        for (customer, kind), fields in groups.items()
        for device in register_many(
            fields, tenant=tenants[customer], device_type=types[kind], by=by, at=at
        )
    }


def _fields(thing: Thing, asset: Asset) -> DeviceFields:
    latitude, longitude = place(thing.x, thing.y)
    return DeviceFields(
        dev_eui=thing.dev_eui,
        name=thing.name,
        serial_number=f"MS-{thing.number * 7919 % 100_000:05}",
        meter_number=thing.meter_number,
        site=thing.site,
        installation_place=thing.installation_place,
        asset_id=asset.id,
        latitude=latitude,
        longitude=longitude,
        status=thing.status,
    )


def _make_line(tenant: Tenant, by: Membership, at: datetime) -> Line:
    connection, token = create_connection(
        name=f"ChirpStack {tenant.name}"[:100],
        kind="chirpstack",
        tenant=tenant,
        by=by,
        at=at,
    )
    return Line(connection.id, token)


def _make_rule(
    watch: Watch,
    tenants: dict[str, Tenant],
    types: dict[str, DeviceType],
    devices: dict[str, Device],
    by: Membership,
    at: datetime,
) -> None:
    create_rule(
        RuleFields(
            name=watch.name,
            key=watch.key,
            type=LimitType.ABOVE if watch.below is None else LimitType.BELOW,
            high=watch.above,
            low=watch.below,
            hysteresis=watch.hysteresis,
            hold=watch.hold,
            severity=watch.severity,
        ),
        tenant=tenants[watch.customer],
        device=devices.get(watch.device),
        device_type=types.get(watch.kind),
        emails=watch.emails,
        by=by,
        at=at,
    )
