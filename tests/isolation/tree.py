"""Six instances, the people in them, and the words by which each is recognised.

operator                 staff: one that contracts let in, one that they do not
├── group                an administrator
│   ├── own              one account for each of the eleven roles
│   │   └── child        an administrator
│   └── sibling          an administrator
└── cousin               an administrator
"""

from dataclasses import dataclass, field
from functools import cache

from django.db import transaction

from progres.accounts.access import Role
from progres.accounts.actions import create_user
from progres.accounts.membership import Membership
from progres.accounts.models import User
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope, scoped
from progres.tenants.actions import create_tenant
from progres.tenants.models import Tenant
from tests.isolation.times import NOW
from tests.world import PASSWORD, make_operator, member

PARENTS = {
    "group": "operator",
    "own": "group",
    "child": "own",
    "sibling": "group",
    "cousin": "operator",
}
NO_MARKS = {
    "role_id",
    "access_id",
    "policy_id",
    "place",
}  # seen below, or alike everywhere
STAFF = {"operator": Role.PLATFORM_ADMIN, "staff": Role.INSTANCE_ADMIN}
HOMES = ("operator", *PARENTS)


@dataclass(kw_only=True)
class Home:
    """An instance; `ids` are what is planted there, by the names of addresses."""

    name: str
    number: int  # one digit, part of its DevEUIs and gateway ids
    tenant: Tenant
    admin: Membership
    operator: Membership  # of the operator's staff
    ids: dict[str, object] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """What every text of the instance holds, and no text of another."""
        return word_of(self.name)

    @property
    def name_word(self) -> str:
        """What its name holds, which is seen further than all else."""
        return name_of(self.name)

    @property
    def shared_word(self) -> str:
        """What is held by the texts that instances below see by design."""
        return f"geteilt{self.name}"

    @property
    def eui_start(self) -> str:
        return f"d0e0f0a{self.number}"

    @property
    def gateway_start(self) -> str:
        return f"b0a0b0a{self.number}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What must not be in any answer to people who do not reach the instance."""
        ids = (str(known) for name, known in self.ids.items() if name not in NO_MARKS)
        return self.word, self.eui_start, self.gateway_start, *ids

    @property
    def shared_marks(self) -> tuple[str, ...]:
        """What in answers to people below may be, and in no other."""
        ids = self.ids["role_id"], self.ids["access_id"]
        return self.shared_word, *map(str, ids)


def word_of(name: str) -> str:
    return f"zeichen{name}"


def name_of(name: str) -> str:
    return f"stadt{name}"


@cache
def reach_of_home(name: str) -> frozenset[str]:
    """The instance and all below."""
    below = {home for home, parent in PARENTS.items() if parent == name}
    return frozenset({name}).union(*map(reach_of_home, below))


@transaction.atomic
def make_tree() -> tuple[dict[str, Home], dict[str, User]]:
    """Make instances and people; of the latter by role in `own`, else by instance."""
    tenants = {"operator": make_operator()}
    for name, parent in PARENTS.items():
        above = tenants[parent]
        with scoped(Scope(frozenset({above.id}))):
            tenants[name] = create_tenant(
                name=f"Stadtwerke {name_of(name)}",
                short_name=name_of(name),
                parent=above,
                by=PLATFORM,
                at=NOW,
            )
    with scoped(Scope(frozenset(t.id for t in tenants.values()))):
        people = {
            role.value: make_person(role.value, role, tenants["own"], "own")
            for role in Role
        } | {
            name: make_person(name, Role.INSTANCE_ADMIN, tenants[name], name)
            for name in PARENTS
            if name != "own"
        }
        for name, role in STAFF.items():
            people[name] = make_person(name, role, tenants["operator"], "operator")
    operator = member(people["operator"])
    homes = {
        name: Home(
            name=name,
            number=number,
            tenant=tenants[name],
            admin=member(people[Role.INSTANCE_ADMIN if name == "own" else name]),
            operator=operator,
        )
        for number, name in enumerate(HOMES, start=1)
    }
    return homes, people


def make_person(name: str, role: Role, tenant: Tenant, home: str) -> User:
    """Make an account whose texts hold the word of its instance.

    But for the operator's names: who looks into an instance stands in its audit log.
    """
    word = word_of(home)
    user = create_user(
        email=f"{name}@{word}.example.org",
        first_name="Klara",
        last_name=name if home == "operator" else f"{name} {word}",
        password=PASSWORD,
        role=role,
        tenant=tenant,
        language="en",
        by=PLATFORM,
        at=NOW,
    )
    user.company, user.phone, user.address = f"GmbH {word}", word, f"Weg 1 {word}"
    user.save()
    return user
