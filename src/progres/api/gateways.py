"""Gateways: /api/v1/gateways."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission
from progres.accounts.membership import Membership
from progres.alarms.checks import MAX_RECIPIENTS
from progres.alarms.gateway_recipients import (
    gateway_recipients,
    set_gateway_recipients,
)
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Latitude, Longitude, Name, Text
from progres.api.noted import note_view
from progres.api.paging import Paging, Part, part_of
from progres.gateways.actions import change_gateway, delete_gateway, register_gateway
from progres.gateways.checks import GatewayFields, said_of_gateway
from progres.gateways.queries import get_own_gateway, search_gateways
from progres.gateways.rules import GatewayState
from progres.tenants.queries import get_tenant

if TYPE_CHECKING:
    from progres.gateways.models import Gateway

router = Router(tags=["gateways"])


class Said(Body):
    """What people say of a gateway besides its EUI and name."""

    model: Text = Field("", max_length=100)
    antenna: Text = Field("", max_length=100)
    site: Text = Field("", max_length=100, examples=["Marktplatz 1"])
    asset: Id | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    sim_number: Text = Field("", max_length=40)
    contacts: Text = Field("", max_length=300, description="Whom to call.")
    shared: bool = Field(True, description="Instances below see it.")  # noqa: FBT003
    monitored: bool = Field(
        True,  # noqa: FBT003
        description="Recipients get mails when it is offline and back.",
    )
    interval_s: int | None = Field(
        None,
        ge=10,
        le=86_400,
        description="How often it should be heard; null: by what it sends.",
    )
    delay_s: int = Field(
        600, ge=0, le=604_800, description="From being late to the mail."
    )
    emails: list[Text] = Field(
        [],
        max_length=MAX_RECIPIENTS,
        description="Addresses without an account around the instance confirm first.",
        examples=[["bereitschaft@example.org"]],
    )


class GatewayIn(Said):
    tenant: Id | None = Field(
        None, description="Whose it is; the key's own instance if left out."
    )
    eui: Text = Field(
        min_length=1,
        max_length=64,
        description="Its EUI, or what network servers call it if it has none.",
        examples=["24e124fffef00001"],
    )
    name: Name = Field(examples=["Rathaus Turm"])


class GatewayPatch(Said):
    """What is to be changed; what is left out stays. A gateway keeps its instance."""

    eui: Text = Field(default_factory=str, min_length=1, max_length=64)
    name: Name = Field(default_factory=str)


class GatewayOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    eui: str = Field(validation_alias="gateway_id")
    name: str
    model: str
    antenna: str
    site: str
    asset: int | None = Field(validation_alias="asset_id")
    latitude: float | None
    longitude: float | None
    shared: bool
    monitored: bool
    interval_s: float | None
    delay_s: float
    state: GatewayState
    state_since: datetime
    last_seen_at: datetime | None
    created_at: datetime

    @staticmethod
    def resolve_interval_s(gateway: "Gateway") -> float | None:
        return gateway.interval.total_seconds() if gateway.interval else None

    @staticmethod
    def resolve_delay_s(gateway: "Gateway") -> float:
        return gateway.delay.total_seconds()

    @staticmethod
    def resolve_state(gateway: "Gateway") -> str:
        return gateway.health.state

    @staticmethod
    def resolve_state_since(gateway: "Gateway") -> datetime:
        return gateway.health.since

    @staticmethod
    def resolve_last_seen_at(gateway: "Gateway") -> datetime | None:
        return gateway.health.last_sign


class ToldOut(Schema):
    email: str
    confirmed: bool


class GatewayDetail(GatewayOut):
    """Who may not edit the gateway gets null for what tells of people."""

    sim_number: str | None
    contacts: str | None
    recipients: list[ToldOut] | None

    @staticmethod
    def resolve_sim_number(gateway: "Gateway", context: dict[str, Any]) -> str | None:
        return gateway.sim_number if _is_own(gateway, context) else None

    @staticmethod
    def resolve_contacts(gateway: "Gateway", context: dict[str, Any]) -> str | None:
        return gateway.contacts if _is_own(gateway, context) else None

    @staticmethod
    def resolve_recipients(
        gateway: "Gateway", context: dict[str, Any]
    ) -> list[dict[str, object]] | None:
        if not _is_own(gateway, context):
            return None
        by: Membership = context["request"].by
        return [
            {"email": item.email, "confirmed": item.confirmed_at is not None}
            for item in gateway_recipients(by.scope, gateway.id)
        ]


@router.get("", response=Part[GatewayOut], auth=readers(Permission.GATEWAYS_VIEW))
def list_gateways(
    request: ApiRequest,
    paging: Query[Paging],
    q: Text = "",
    state: GatewayState | None = None,
) -> dict[str, Any]:
    """Own gateways and shared ones of instances above; `q` stands in name, EUI or site."""
    found = search_gateways(request.by.scope, text=q, state=state or "")
    return part_of(found, paging)


@router.post("", response={201: GatewayDetail}, auth=writers(Permission.GATEWAYS_EDIT))
def add_gateway(request: ApiRequest, fields: GatewayIn) -> Status[Any]:
    """Name a gateway, say where it stands and who is told when it is offline."""
    by, at = request.by, timezone.now()
    gateway = register_gateway(
        GatewayFields(
            **_columns(fields.model_dump(exclude={"tenant", "emails"})),
        ),
        tenant=get_tenant(by.scope, fields.tenant or by.tenant.id),
        by=by,
        at=at,
    )
    if fields.emails:
        set_gateway_recipients(gateway.id, fields.emails, by=by, at=at)
    return Status(201, search_gateways(by.scope).get(id=gateway.id))


@router.get(
    "/{int:gateway_id}", response=GatewayDetail, auth=readers(Permission.GATEWAYS_VIEW)
)
def show_gateway(request: ApiRequest, gateway_id: int) -> object:
    gateway = search_gateways(request.by.scope).get(id=gateway_id)
    if gateway.contacts and _is_own(gateway, {"request": request}):
        note_view(
            request, "gateway.viewed", gateway.target, tenant_id=gateway.tenant_id
        )
    return gateway


@router.patch(
    "/{int:gateway_id}", response=GatewayDetail, auth=writers(Permission.GATEWAYS_EDIT)
)
def edit_gateway(request: ApiRequest, gateway_id: int, changes: GatewayPatch) -> object:
    """Change what is said of a gateway, or who is told."""
    by, at = request.by, timezone.now()
    given = changes.model_dump(exclude_unset=True)
    emails = given.pop("emails", None)
    gateway = get_own_gateway(by.scope, gateway_id, to_change=True)
    fields = replace(said_of_gateway(gateway), **_columns(given))
    change_gateway(gateway_id, fields, by=by, at=at)
    if emails is not None:
        set_gateway_recipients(gateway_id, emails, by=by, at=at)
    return search_gateways(by.scope).get(id=gateway_id)


@router.delete(
    "/{int:gateway_id}", response={204: None}, auth=writers(Permission.GATEWAYS_EDIT)
)
def remove_gateway(request: ApiRequest, gateway_id: int) -> Status[None]:
    """Delete a gateway with its history."""
    delete_gateway(gateway_id, by=request.by, at=timezone.now())
    return Status(204, None)


def _is_own(gateway: "Gateway", context: dict[str, Any]) -> bool:
    """Say whether the caller may learn of people: whoever keeps the gateway may."""
    by: Membership = context["request"].by
    is_kept = by.may(Permission.GATEWAYS_EDIT)
    return is_kept and gateway.tenant_id in by.scope.tenant_ids


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Call what was given as the fields of a gateway are called."""
    columns = dict(given)
    for name, column in (("eui", "gateway_id"), ("asset", "asset_id")):
        if name in columns:
            columns[column] = columns.pop(name)
    for name in ("interval", "delay"):
        if f"{name}_s" in columns:
            seconds = columns.pop(f"{name}_s")
            columns[name] = None if seconds is None else timedelta(seconds=seconds)
    return columns
