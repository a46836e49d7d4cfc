"""The search over everything: a page, and what is offered while somebody types."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from progres.accounts.access import Permission
from progres.dashboards.search import Findable, Found, Hit, find
from progres.web.guards import TenantRequest, requires
from progres.web.noted import note_view

OFFERED = 5  # of a kind while somebody types
SHOWN = 20
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Words:
    """How a kind is called and drawn, and the names of its pages' addresses."""

    name: str | Promise
    icon: str
    page: str
    param: str
    list_page: str


KINDS = {
    Findable.DEVICE: Words(
        name=_("Devices"),
        icon="cpu",
        page="device",
        param="device_id",
        list_page="device_list",
    ),
    Findable.MEASURING_POINT: Words(
        name=_("Measuring points"),
        icon="gauge",
        page="point",
        param="point_id",
        list_page="point_list",
    ),
    Findable.ASSET: Words(
        name=_("Assets"),
        icon="building",
        page="asset",
        param="asset_id",
        list_page="asset_list",
    ),
    Findable.GATEWAY: Words(
        name=_("Gateways"),
        icon="router",
        page="gateway",
        param="gateway_id",
        list_page="gateway_list",
    ),
    Findable.ALARM: Words(
        name=_("Open alarms"),
        icon="bell",
        page="alarm",
        param="alarm_id",
        list_page="alarm_list",
    ),
    Findable.USER: Words(
        name=_("Users"),
        icon="user",
        page="user",
        param="user_id",
        list_page="user_list",
    ),
    Findable.TENANT: Words(
        name=_("Customer instances"),
        icon="building-community",
        page="overview",
        param="tenant_id",
        list_page="instance_list",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Hits of a kind with the addresses of their pages."""

    words: Words
    rows: list[tuple[Hit, str]]
    more_url: str


@require_safe
@requires(Permission.TENANTS_VIEW)
def show_search(request: TenantRequest) -> HttpResponse:
    text = _asked(request)
    found = find(request.by, text, most=SHOWN)
    if any(group.kind == Findable.USER for group in found):
        note_view(request, "users.viewed", request.tenant.target)
    context = {"text": text, "groups": _groups(request, text, found)}
    return render(request, "search/show.html", context)


@require_safe
@requires(Permission.TENANTS_VIEW)
def offer_hits(request: TenantRequest) -> HttpResponse:
    """Offer hits while somebody types; people are only on the page, which is noted."""
    text = _asked(request)
    kinds = [kind for kind in Findable if kind != Findable.USER]
    found = find(request.by, text, most=OFFERED, kinds=kinds)
    context = {
        "text": text,
        "groups": _groups(request, text, found),
        "finds_people": request.by.may(Permission.USERS_VIEW),
    }
    return render(request, "search/_offer.html", context)


def _asked(request: TenantRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]


def _groups(request: TenantRequest, text: str, found: list[Found]) -> list[Group]:
    return [_group(request.tenant.id, text, group) for group in found]


def _group(tenant_id: int, text: str, group: Found) -> Group:
    words = KINDS[group.kind]
    here = {"tenant_id": tenant_id}
    rows = [
        (
            hit,
            reverse(f"web:{words.page}", kwargs={**here, words.param: hit.thing.id}),
        )
        for hit in group.hits
    ]
    list_url = reverse(f"web:{words.list_page}", kwargs=here, query={"q": text})
    return Group(words=words, rows=rows, more_url=list_url if group.more else "")
