"""One search over everything: /api/v1/search."""

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.fields import Text
from progres.api.noted import note_view
from progres.dashboards.search import Findable, find

router = Router(tags=["search"])


class SearchQuery(Schema):
    q: Text = Field(
        description="Beginnings of words: of names, numbers, DevEUIs, places.",
        max_length=200,
        examples=["schule 24e1"],
    )
    kind: Findable | None = Field(None, description="Only things of this kind.")
    limit: int = Field(10, ge=1, le=50, description="Of each kind at most.")


class HitOut(Schema):
    kind: Findable
    id: int
    name: str
    detail: str = Field(description="Tells it from others of the same name.")
    tenant: int


class SearchOut(Schema):
    items: list[HitOut] = Field(description="Findable by kind, then by name.")
    more: list[Findable] = Field(
        description="Kinds of which there are more than these."
    )


@router.get("", response=SearchOut, auth=readers(Permission.TENANTS_VIEW))
def search(request: ApiRequest, wanted: Query[SearchQuery]) -> dict[str, Any]:
    """Devices, measuring points, assets, gateways, open alarms, users and instances.

    Only what the key may read is among them.
    """
    kinds = [wanted.kind] if wanted.kind else list(Findable)
    found = find(request.by, wanted.q, most=wanted.limit, kinds=kinds)
    if any(group.kind == Findable.USER for group in found):
        tenant = request.by.tenant
        note_view(request, "users.viewed", tenant.target, tenant_id=tenant.id)
    return {
        "items": [
            {
                "kind": hit.kind,
                "id": hit.thing.id,
                "name": hit.name,
                "detail": hit.detail,
                "tenant": hit.tenant_id,
            }
            for group in found
            for hit in group.hits
        ],
        "more": [group.kind for group in found if group.more],
    }
