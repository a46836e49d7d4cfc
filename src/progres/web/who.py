"""Pages that say who may see a device or an asset, and how they come to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.accounts.models import Grant, User
from progres.accounts.reach import Reach, who_reaches
from progres.assets.queries import get_asset
from progres.devices.queries import get_device
from progres.displays.queries import displays_of
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view
from progres.web.paging import page_number, page_of
from progres.web.role_words import role_names

if TYPE_CHECKING:
    from progres.assets.models import Asset
    from progres.displays.models import DisplayToken
    from progres.tenants.models import Tenant

PAGE_SIZE = 50
KEYS_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person with the plain words how he comes to see the thing."""

    name: str
    email: str
    role: str
    way: str
    ends_at: datetime | None = None


@require_safe
@requires(Permission.USERS_VIEW)
def of_device(request: TenantRequest, device_id: int) -> HttpResponse:
    device = get_device(request.by.scope, device_id)
    right = Permission.DEVICES_VIEW
    displays = displays_of(request.by.scope, device, at=timezone.now())
    return _page(
        request, device.name, right, device.tenant, device.asset, displays=displays
    )


@require_safe
@requires(Permission.USERS_VIEW)
def of_asset(request: TenantRequest, asset_id: int) -> HttpResponse:
    asset = get_asset(request.by.scope, asset_id)
    return _page(request, asset.name, Permission.ASSETS_VIEW, asset.tenant, asset)


def _page(
    request: TenantRequest,
    name: str,
    right: Permission,
    tenant: "Tenant",
    asset: "Asset | None",
    displays: Iterable["DisplayToken"] = (),
) -> HttpResponse:
    scope, number = request.by.scope, page_number(request)
    assets = asset.lineage if asset else []
    reach = who_reaches(scope, right, tenant=tenant, assets=assets, at=timezone.now())
    note_view(request, "users.viewed", request.tenant.target)
    roles = role_names(scope)
    context = {
        "name": name,
        "page": page_of(_lines(reach, roles, number), number, PAGE_SIZE),
        "keys": reach.keys[:KEYS_SHOWN] if number == 1 else [],
        "displays": displays if number == 1 else (),
        "above": [(roles.get(role, role), people) for role, people in reach.above],
        "back": request.path.removesuffix("who/"),
    }
    return render(request, "who/show.html", context)


def _lines(reach: Reach, roles: Mapping[str, str], number: int) -> Sequence[Line]:
    """A page of people: those by their own role first, one more than are shown."""
    first = (number - 1) * PAGE_SIZE
    last = first + PAGE_SIZE + 1
    users = list(reach.users[first:last])
    lines = [_own(user, roles) for user in users]
    if len(lines) < last - first:
        before = reach.users.count()
        begin = max(0, first - before)
        lines += [_granted(g, roles) for g in reach.grants[begin : last - before]]
    return lines


def _own(user: User, roles: Mapping[str, str]) -> Line:
    way = _("Own role in %(tenant)s")
    if user.asset_id is not None:
        way = _("Own role in %(tenant)s, limited to an asset that holds this")
    return Line(
        name=user.full_name,
        email=user.email,
        role=roles.get(user.role, user.role),
        way=way % {"tenant": user.tenant.name},
    )


def _granted(grant: Grant, roles: Mapping[str, str]) -> Line:
    way = _("Further access to %(tenant)s")
    if grant.asset_id is not None:
        way = _("Further access to %(tenant)s, limited to an asset that holds this")
    return Line(
        name=grant.user.full_name,
        email=grant.user.email,
        role=roles.get(grant.role, grant.role),
        way=way % {"tenant": grant.tenant.name},
        ends_at=grant.expires_at,
    )
