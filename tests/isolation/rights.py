"""Which role has which right, written down by hand, and who of the matrix has it where."""

from progres.accounts.access import Role
from tests.isolation.tree import PARENTS, reach_of_home

ADMINS = "platform-admin instance-admin"
READERS = (
    f"{ADMINS} device-manager gateway-manager alarm-editor installer analyst viewer"
    " api-client"
)
RIGHTS = {
    right: frozenset(roles.split())
    for right, roles in {
        "tenants.view": f"{READERS} privacy-officer auditor",
        "tenants.create": ADMINS,
        "tenants.edit": ADMINS,
        "contracts.view": f"{ADMINS} privacy-officer",
        "contracts.edit": "platform-admin",
        "support.view": f"{ADMINS} privacy-officer auditor",
        "support.open": "platform-admin",
        "users.view": f"{ADMINS} privacy-officer",
        "users.edit": ADMINS,
        "sign_in.edit": ADMINS,
        "api_keys.edit": f"{ADMINS} device-manager gateway-manager analyst api-client",
        "devices.view": READERS,
        "devices.edit": f"{ADMINS} device-manager installer api-client",
        "device_keys.view": f"{ADMINS} device-manager installer",
        "assets.view": READERS,
        "assets.edit": f"{ADMINS} device-manager",
        "measuring_points.view": READERS,
        "measuring_points.edit": f"{ADMINS} device-manager api-client",
        "meters.exchange": f"{ADMINS} device-manager installer api-client",
        "occupancies.view": f"{ADMINS} privacy-officer",
        "occupancies.edit": ADMINS,
        "device_types.view": READERS,
        "device_types.edit": f"{ADMINS} device-manager",
        "connections.view": f"{ADMINS} device-manager gateway-manager",
        "connections.edit": f"{ADMINS} gateway-manager",
        "gateways.view": READERS,
        "gateways.edit": f"{ADMINS} gateway-manager",
        "readings.view": READERS,
        "own_consumption.view": READERS,
        "alarms.view": READERS,
        "alarms.acknowledge": f"{ADMINS} alarm-editor analyst",
        "alarm_rules.edit": f"{ADMINS} alarm-editor",
        "displays.edit": ADMINS,
        "mails.view": ADMINS,
        "access_log.view": "platform-admin",
        "legal.edit": "platform-admin",
        "outbound.view": "platform-admin",
        "privacy.view": f"{ADMINS} privacy-officer",
        "privacy.edit": f"{ADMINS} privacy-officer",
        "audit.view": f"{ADMINS} privacy-officer auditor",
        "audit.view_persons": "platform-admin privacy-officer auditor",
    }.items()
}

# What pages and endpoints about instances need, which reach those that a contract
# closes to the operator's staff, too.
ABOUT_INSTANCES = frozenset(
    {"tenants.view", "tenants.edit", "contracts.view", "contracts.edit"}
)
# What is left to staff in an instance that is closed to it, and opened by its address.
FROM_OUTSIDE = frozenset(
    {
        "tenants.view",
        "contracts.view",
        "contracts.edit",
        "connections.view",
        "gateways.view",
        "support.view",
        "support.open",
    }
)

ROLES = tuple(role.value for role in Role)
# The operator's staff: one who is let in by contract, and one who is not.
CLOSED_OUT = "staff"
STAFF = {"operator": "platform-admin", CLOSED_OUT: "instance-admin"}


def home_of(person: str) -> str:
    if person in ROLES:
        return "own"
    return "operator" if person in STAFF else person


def has_right(person: str, needs: str) -> bool:
    """Whether somebody has all these rights in the own instance."""
    role = STAFF.get(person, person)
    return all(role in RIGHTS[right] for right in needs.split())


def keeps_right(person: str, needs: str) -> bool:
    """Whether somebody has them in each other instance that he reaches, too."""
    is_left = person != CLOSED_OUT or FROM_OUTSIDE.issuperset(needs.split())
    return is_left and has_right(person, needs)


def from_above(person: str, home: str) -> bool:
    """Where an instance itself is changed by those of an instance above it alone."""
    return PARENTS[home] in reach_of_home(home_of(person))


def of_the_customer(person: str, home: str) -> bool:
    """Where somebody else's door is closed by those who care for accounts alone."""
    return keeps_right(person, "users.edit")


def of_the_occupant(person: str, home: str) -> bool:
    """Where only the account is let in that is linked to the planted occupancy."""
    return (person, home) == ("instance-admin", "own")


def by_nobody(person: str, home: str) -> bool:
    """Where a door is opened by staff of the platform alone that a contract keeps out."""
    return False
