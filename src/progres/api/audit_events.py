"""What people and the platform did: /api/v1/audit-events."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.fields import Id, Text
from progres.api.noted import note_list
from progres.api.paging import Paging, Part, bad_cursor, read_cursor, write_cursor
from progres.audit.queries import Event, Question, find_events
from progres.kit.clock import from_microseconds, to_microseconds
from progres.tenants.queries import tenants_below

router = Router(tags=["audit-events"])


class AuditFilter(Schema):
    from_: AwareDatetime | None = Field(None, alias="from", description="Inclusive.")
    to: AwareDatetime | None = Field(None, description="Exclusive.")
    action: Text = Field(
        "",
        max_length=60,
        description="Such as device.changed.",
        examples=["user.created"],
    )
    target: str = Field(
        "",
        pattern=r"^([a-z_]{1,40}:[^\x00]{1,40})?$",
        description="A kind of thing and its id; of an account what others did to it.",
        examples=["device:12"],
    )
    tenant: Id | None = Field(None, description="This instance and those below.")


class TargetOut(Schema):
    type: str = Field(examples=["device"])
    id: str = Field(examples=["12"])
    name: str = Field(description="Its name at that time.")


class AuditEventOut(Schema):
    """An entry of the audit log."""

    id: int
    at: datetime
    user: str | None = Field(description="null: nobody known, or its time is over.")
    ip: str | None
    browser: str = Field(examples=["Firefox"])
    browser_version: str = Field(examples=["140.0"])
    os: str = Field(examples=["Windows 10 or later"])
    tenant: int
    action: str = Field(examples=["alarm_rule.changed"])
    target: TargetOut
    changes: dict[str, Any] = Field(
        description="[before, after] of each changed field, and other facts.",
        examples=[{"high": [60, 80]}],
    )


@router.get("", response=Part[AuditEventOut], auth=readers(Permission.AUDIT_VIEW))
def list_audit_events(
    request: ApiRequest, paging: Query[Paging], wanted: Query[AuditFilter]
) -> dict[str, Any]:
    """Entries in reach, the newest first; that they were read is one of them."""
    scope = request.by.scope
    kind, colon, number = wanted.target.partition(":")
    found = find_events(
        scope,
        Question(
            tenant_ids=frozenset(tenants_below(scope, wanted.tenant))
            if wanted.tenant
            else scope.tenant_ids,
            actions=(wanted.action,) if wanted.action else (),
            target=(kind, number) if colon else None,
            start=wanted.from_,
            end=wanted.to,
        ),
        before=_place(paging.cursor),
        limit=paging.limit + 1,
    )
    note_list(request, "audit_log.viewed", paging)
    items = found[: paging.limit]
    more = len(found) > paging.limit
    return {
        "items": [_told(event) for event in items],
        "next_cursor": write_cursor("qq", to_microseconds(items[-1].at), items[-1].id)
        if more
        else None,
    }


def _place(cursor: str) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    at, number = read_cursor(cursor, "qq")
    try:
        return from_microseconds(at), number
    except OverflowError:
        raise bad_cursor(cursor) from None


def _told(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at,
        "user": event.actor or None,
        "ip": event.ip,
        "browser": event.browser,
        "browser_version": event.browser_version,
        "os": event.system,
        "tenant": event.tenant_id,
        "action": event.action,
        "target": {
            "type": event.target_type,
            "id": event.target_id,
            "name": event.target,
        },
        "changes": event.details,
    }
