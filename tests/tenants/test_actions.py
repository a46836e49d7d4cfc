import pytest

from progres.audit.models import AuditEntry
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope, scoped
from progres.tenants.actions import create_tenant
from progres.tenants.checks import BadTenant
from progres.tenants.models import Tenant
from progres.tenants.queries import get_tenant, search_tenants
from tests.world import NOON, World


def make(parent: Tenant, **fields: str) -> Tenant:
    wanted = {"name": "Schulen", "short_name": "schulen", **fields}
    return create_tenant(**wanted, parent=parent, by=PLATFORM, at=NOON)


def test_an_instance_knows_those_above_it(world: World) -> None:
    with scoped(world.olga.scope):
        tenant = make(world.bad)
    with scoped(Scope(frozenset({tenant.id}))):
        tenant.refresh_from_db()

    assert tenant.lineage == [
        world.operator.id,
        world.musterstadt.id,
        world.bad.id,
        tenant.id,
    ]


def test_the_audit_log_of_the_instance_above_tells_of_it(world: World) -> None:
    with scoped(world.olga.scope):
        make(world.musterstadt)
        entry = AuditEntry.objects.get(target="Schulen")  # tenancy: sees only its scope

    assert (entry.action, entry.tenant_id) == ("tenant.created", world.musterstadt.id)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "An instance needs a name"),
        ({"short_name": "a b"}, "'a b' is not a short name"),
        ({"short_name": "bad"}, "already an instance 'bad' below"),
        ({"language": "fr"}, "'fr' is not a language"),
        ({"time_zone": "Berlin"}, "'Berlin' is not a time zone"),
    ],
)
def test_an_instance_that_cannot_be_is_refused(
    world: World, fields: dict[str, str], words: str
) -> None:
    with scoped(world.olga.scope), pytest.raises(BadTenant, match=words):
        make(world.musterstadt, **fields)


def test_strangers_do_not_see_an_instance(world: World) -> None:
    with scoped(world.everything):
        assert list(search_tenants(world.nora.scope)) == [world.nord]
        with pytest.raises(Tenant.DoesNotExist):
            get_tenant(world.nora.scope, world.bad.id)


def test_without_the_scope_in_the_transaction_nothing_shows(world: World) -> None:
    assert not search_tenants(world.everything)
