"""What it costs to find out whether somebody may see a page."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from progres.accounts.access import Permission
from progres.assets.actions import create_asset
from progres.assets.checks import AssetFields
from progres.audit.rules import PLATFORM
from progres.database.scope import Scope, scoped
from progres.tenants.actions import create_tenant
from progres.tenants.models import Tenant
from progres.web.guards import TenantRequest, requires
from tests.world import NOON, World, keep, make_role

MOST = 5
NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@requires(Permission.DEVICES_VIEW)
def page(request: TenantRequest) -> HttpResponse:
    """A page that itself asks nothing."""
    return HttpResponse(request.tenant.name)


def deep(world: World, depth: int) -> Tenant:
    """An instance so many levels below the operator's."""
    tenant = world.musterstadt
    for level in range(2, depth + 1):
        with scoped(Scope(frozenset({tenant.id}))):
            tenant = create_tenant(
                name=f"Level {level}",
                short_name=f"level-{level}",
                parent=tenant,
                by=PLATFORM,
                at=NOON,
            )
    return tenant


@pytest.mark.parametrize("depth", [1, 30])
@pytest.mark.parametrize("is_limited", [False, True])
def test_the_gate_of_a_page_asks_little_however_deep_the_tree(
    world: World, depth: int, *, is_limited: bool
) -> None:
    tenant = deep(world, depth)
    rita = world.rita.user
    with scoped(world.olga.scope.with_one(tenant.id)):
        rita.role = make_role(world).slug  # which must be looked up
        if is_limited:
            fields = AssetFields(name="Rathaus")
            asset = create_asset(
                fields, tenant=tenant, parent=None, by=world.olga, at=NOON
            )
            rita.asset_id = asset.id
    keep(rita)
    request = RequestFactory().get("/")
    request.user = rita

    with CaptureQueriesContext(connection) as asked:
        answer = page(request, tenant_id=tenant.id)

    queries = [q["sql"] for q in asked if not q["sql"].startswith(NO_QUERY)]
    assert isinstance(answer, HttpResponse)
    assert answer.content.decode() == tenant.name
    assert len(queries) <= MOST, queries
