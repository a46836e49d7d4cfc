"""The cast of the tests: always the same people, one of whom must see nothing.

PROGRES (operator)            otto, platform administrator
├── Stadtwerke Musterstadt    olga, instance administrator · rita, reader
│   └── Hallenbad             the device below is registered here
└── Stadtwerke Nord           nora, instance administrator: a stranger to the rest
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from progres.accounts.access import Role
from progres.accounts.actions import create_user
from progres.accounts.contract_actions import (
    ContractFields,
    change_contract,
    create_contract,
)
from progres.accounts.gate import get_membership
from progres.accounts.grant_actions import give_access
from progres.accounts.membership import Membership, Origin
from progres.accounts.models import Grant, OwnRole, User
from progres.accounts.role_actions import create_role
from progres.assets.actions import create_asset
from progres.assets.checks import AssetFields, AssetTypeFields
from progres.assets.models import Asset, AssetType
from progres.assets.type_actions import create_asset_type
from progres.audit.rules import PLATFORM
from progres.connections.actions import create_connection
from progres.connections.models import Connection
from progres.database.scope import Scope, scoped
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields, DeviceTypeFields
from progres.devices.models import Device, DeviceType
from progres.devices.type_actions import create_device_type
from progres.tenants.actions import create_tenant
from progres.tenants.contracts import search_contracts
from progres.tenants.models import Tenant

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "a long pass phrase for tests"  # noqa: S105 no real secret
DEV_EUI = "24e124710c140001"
OPERATOR_ID = 900_000_000  # beyond what the tests of one run will count to

CODEC = """
function decodeUplink(input) {
  return {data: {temperature: ((input.bytes[0] << 8) | input.bytes[1]) / 10,
                 battery: input.bytes[2], open: input.bytes[3] === 1}};
}
"""

VALUE_SPECS = (
    {
        "key": "temperature",
        "label_de": "Temperatur",
        "label_en": "Temperature",
        "unit": "°C",
        "kind": "gauge",
    },
    {
        "key": "battery",
        "label_de": "Batterie",
        "label_en": "Battery",
        "unit": "%",
        "kind": "gauge",
    },
    {"key": "open", "label_de": "Fenster", "label_en": "Window", "kind": "state"},
)


@dataclass(frozen=True, kw_only=True)
class World:
    """Everybody and everything; memberships are in the person's own instance."""

    operator: Tenant
    musterstadt: Tenant
    bad: Tenant
    nord: Tenant
    otto: Membership
    olga: Membership
    rita: Membership
    nora: Membership
    device_type: DeviceType
    device: Device
    connection: Connection
    token: str

    @property
    def everything(self) -> Scope:
        return self.otto.scope


@transaction.atomic
def make_world() -> World:
    """Make the cast in the current database; password of all is `PASSWORD`."""
    operator = make_operator()
    with scoped(Scope(frozenset({operator.id}))):
        musterstadt = _tenant("Stadtwerke Musterstadt", "musterstadt", operator)
        nord = _tenant("Stadtwerke Nord", "nord", operator)
    with scoped(Scope(frozenset({musterstadt.id}))):
        bad = _tenant("Hallenbad", "bad", musterstadt)
    everything = Scope(frozenset({operator.id, musterstadt.id, bad.id, nord.id}))
    with scoped(everything):
        people = {
            name: _user(name, family, role, tenant)
            for name, family, role, tenant in (
                ("Otto", "Berger", Role.PLATFORM_ADMIN, operator),
                ("Olga", "Keller", Role.INSTANCE_ADMIN, musterstadt),
                ("Rita", "Sommer", Role.VIEWER, musterstadt),
                ("Nora", "Winter", Role.INSTANCE_ADMIN, nord),
            )
        }
    otto, olga, rita, nora = (member(user) for user in people.values())
    with scoped(everything):
        for customer in (musterstadt, nord):
            _contract(customer, otto)
    with scoped(olga.scope):
        device_type = create_device_type(
            DeviceTypeFields(
                manufacturer="Muster Sensorik",
                model="Raum 3",
                codec_source=CODEC,
                value_specs=VALUE_SPECS,
                expected_interval=timedelta(minutes=15),
            ),
            tenant=musterstadt,
            by=olga,
            at=NOON,
        )
        device = register_device(
            DeviceFields(
                dev_eui=DEV_EUI,
                name="Raumfühler 1",
                meter_number="1KLM0012345678",
                site="Hallenbad",
                installation_place="Umkleide 2",
                latitude=52.52,
                longitude=13.4,
            ),
            tenant=bad,
            device_type=device_type,
            by=olga,
            at=NOON,
        )
        connection_, token = create_connection(
            name="ChirpStack Rathaus",
            kind="chirpstack",
            tenant=musterstadt,
            by=olga,
            at=NOON,
        )
    return World(
        operator=operator,
        musterstadt=musterstadt,
        bad=bad,
        nord=nord,
        otto=otto,
        olga=olga,
        rita=rita,
        nora=nora,
        device_type=device_type,
        device=device,
        connection=connection_,
        token=token,
    )


def add_shared_type(world: World) -> DeviceType:
    """A type of the operator's, like the world's own, that all instances see."""
    return create_device_type(
        DeviceTypeFields(
            manufacturer="Muster Sensorik",
            model="Raum 4",
            codec_source=CODEC,
            value_specs=VALUE_SPECS,
        ),
        tenant=world.operator,
        by=world.otto,
        at=NOON,
    )


def make_asset(
    world: World, name: str = "Hallenbad", *, parent: Asset | None = None
) -> Asset:
    """A building of Musterstadt, or a part of it."""
    return create_asset(
        AssetFields(name=name, city="Musterstadt"),
        tenant=world.musterstadt,
        parent=parent,
        by=world.olga,
        at=NOON,
    )


def make_asset_type(world: World) -> AssetType:
    """A type that Musterstadt made, with a field of each kind."""
    return create_asset_type(
        AssetTypeFields(
            name="Pumpwerk",
            field_specs=[
                {"key": "operator", "label_de": "Betreiber", "label_en": "Operator"},
                {"key": "power", "label_en": "Power", "kind": "number", "unit": "kW"},
                {"key": "inspected_on", "label_en": "Inspected on", "kind": "date"},
                {"key": "fenced", "label_en": "Fenced", "kind": "yes_no"},
                {
                    "key": "drive",
                    "label_en": "Drive",
                    "kind": "choice",
                    "choices": ["electric", "diesel"],
                    "required": True,
                },
            ],
        ),
        tenant=world.musterstadt,
        by=world.olga,
        at=NOON,
    )


def make_role(world: World) -> OwnRole:
    """A role that Musterstadt composed: its people acknowledge alarms."""
    return create_role(
        name="Hausmeister",
        permissions=["devices.view", "alarms.view", "alarms.acknowledge"],
        tenant=world.musterstadt,
        by=world.olga,
        at=NOON,
    )


def make_grant(world: World) -> Grant:
    """Rita acknowledges alarms in the Hallenbad."""
    return give_access(
        world.rita.user.id,
        role=Role.ANALYST,
        tenant=world.bad,
        expires_at=None,
        by=world.olga,
        at=NOON,
    )


def member(user: User) -> Membership:
    """A person acting in the own instance."""
    return get_membership(user, user.tenant_id, origin=Origin(), at=NOON)


def agree(world: World, **changes: object) -> None:
    """Change what was agreed with Musterstadt."""
    with scoped(world.otto.scope):
        contract = search_contracts(world.otto.scope).get(tenant=world.musterstadt)
        change_contract(contract.id, changes, by=world.otto, at=NOON)


@transaction.atomic
def keep(user: User) -> None:
    """Save what a test has set in an account, in the scope of its instance."""
    with scoped(Scope(frozenset({user.tenant_id}))):
        user.save()


def make_operator() -> Tenant:
    """The root is made by the owner in life; its scope must be known beforehand."""
    with scoped(Scope(frozenset({OPERATOR_ID}))):
        root = Tenant(
            id=OPERATOR_ID, name="PROGRES", short_name="operator", created_at=NOON
        )
        root.save(force_insert=True)
        root.refresh_from_db()
    return root


def _tenant(name: str, short_name: str, parent: Tenant) -> Tenant:
    return create_tenant(
        name=name, short_name=short_name, parent=parent, by=PLATFORM, at=NOON
    )


def _contract(tenant: Tenant, by: Membership) -> None:
    """A contract without end, so that invitations go out."""
    fields = ContractFields(
        number=f"V-{tenant.short_name}", starts_on=date(2026, 1, 1), agreed_accounts=50
    )
    create_contract(fields, tenant=tenant, by=by, at=NOON)


def _user(name: str, family: str, role: Role, tenant: Tenant) -> User:
    return create_user(
        email=f"{name.lower()}@example.org",
        first_name=name,
        last_name=family,
        password=PASSWORD,
        role=role,
        tenant=tenant,
        by=PLATFORM,
        at=NOON,
    )
