"""Requests of persons about their data: /api/v1/privacy-requests."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Text
from progres.api.noted import note_list, note_view
from progres.api.paging import Paging, Part, part_of
from progres.privacy.decisions import DecisionFields, decide_request, take_package
from progres.privacy.request_checks import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TERM,
    LONGEST_TEXT,
    MOST_TERMS,
    RequestFields,
)
from progres.privacy.request_queries import get_request, search_requests, spans_of
from progres.privacy.requests import check_identity, enter_request
from progres.privacy.rules import Use
from progres.privacy.spans import MOST_SPANS, add_occupancy, add_span
from progres.tenants.queries import get_tenant

if TYPE_CHECKING:
    from progres.privacy.models import PersonRequest, RequestSpan

router = Router(tags=["privacy"])

_BINARY = {"schema": {"type": "string", "format": "binary"}}
GIVES_ZIP: dict[str, Any] = {
    "responses": {
        200: {"description": "The archive.", "content": {"application/zip": _BINARY}}
    }
}
Term = Annotated[Text, Field(min_length=1, max_length=LONGEST_TERM)]
# Written out: enumerations of several domains have the same names.
Asked = Literal[
    "access", "rectification", "erasure", "restriction", "portability", "objection"
]
Step = Literal[
    "received", "identified", "granted", "done", "refused", "withdrawn", "failed"
]
Stopped = Literal["show", "export", "evaluate", "mail"]
Decided = Literal["granted", "partly", "refused"]
LongText = Annotated[Text, Field(max_length=LONGEST_TEXT)]


class RequestSpanIn(Body):
    """A period in which nobody is entered at a measuring point."""

    measuring_point: Id
    since: AwareDatetime
    until: AwareDatetime | None = Field(None, description="null: it goes on.")


class RequestSpanOut(Schema):
    id: int
    measuring_point: int = Field(validation_alias="measuring_point_id")
    occupancy: int | None = Field(validation_alias="occupancy_id")
    since: datetime
    until: datetime | None


class PersonRequestIn(Body):
    """Names the person by name or address, or by an account."""

    tenant: Id | None = Field(
        None, description="Whose data they are; the key's own instance if left out."
    )
    kind: Asked
    channel: Literal["mail", "letter", "phone", "in-person"]
    received_on: date = Field(description="Not in the future, nor over a year ago.")
    user: Id | None = Field(None, description="The account that it is about.")
    name: Text = Field("", max_length=LONGEST_NAME, examples=["Klara Sandmann"])
    email: Text = Field("", max_length=LONGEST_EMAIL)
    language: Literal["de", "en"] = "de"
    wish: LongText = ""
    correction: LongText = Field("", description="Of a rectification: what is right.")
    terms: list[Term] = Field(
        [], max_length=MOST_TERMS, description="Further words to find the person by."
    )
    purposes: list[Stopped] = Field(
        [], max_length=len(Use), description="What a restriction or objection stops."
    )
    occupancies: list[Id] = Field(
        [], max_length=MOST_SPANS, description="Whose readings it is about."
    )
    spans: list[RequestSpanIn] = Field([], max_length=MOST_SPANS)


class RequestIdentityIn(Body):
    method: Literal[
        "known-address", "contract-facts", "shown-document", "by-the-customer"
    ]
    note: Text = Field(
        "", max_length=LONGEST_NOTE, description="Never of a document's content."
    )
    proven: bool = Field(description="false: the request stays open; needs a note.")


class RequestDecisionIn(Body):
    decision: Decided
    reason: LongText = Field("", description="Needed unless all is granted.")
    weighing: LongText = Field("", description="Needed of an objection.")
    preview_made_at: str = Field(
        "",
        pattern=r"^[0-9T:.+-]{0,40}$",
        description="`made_at` of the preview that was seen: to grant an erasure or a"
        " restriction.",
    )
    number: str = Field(
        "",
        pattern=r"^[0-9]{0,10}$",
        description="The request's id again, for the same.",
    )


class PersonRequestOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    kind: Asked
    state: Step
    channel: str
    received_on: date
    due_on: date
    extended_at: datetime | None = Field(validation_alias="extended_on")
    user: int | None = Field(validation_alias="user_id")
    name: str = Field(description="Empty once an erasure was carried out.")
    email: str
    language: str
    wish: str
    correction: str
    terms: list[str]
    purposes: list[Stopped]
    identity_method: str
    identified_at: datetime | None
    decision: Decided | Literal[""]
    reason: str
    weighing: str
    decided_at: datetime | None
    preview: dict[str, Any] | None = Field(
        description="What was found; null while the platform is looking."
    )
    proof: dict[str, Any] | None
    problem: str
    done_at: datetime | None
    created_at: datetime


class WholeRequestOut(PersonRequestOut):
    spans: list[RequestSpanOut]

    @staticmethod
    def resolve_spans(
        asked: "PersonRequest", context: dict[str, Any]
    ) -> "list[RequestSpan]":
        return list(spans_of(context["request"].by.scope, asked))


class RequestQuestion(Schema):
    """Which requests are listed."""

    state: Literal["open", "closed", "all"] = "all"
    kind: Asked | None = None
    q: Text = Field("", max_length=200, description="In name or address, or the id.")


@router.get("", response=Part[PersonRequestOut], auth=readers(Permission.PRIVACY_VIEW))
def list_privacy_requests(
    request: ApiRequest, paging: Query[Paging], asked: Query[RequestQuestion]
) -> dict[str, Any]:
    """Requests in the queues in reach."""
    note_list(request, "person_requests.viewed", paging)
    found = search_requests(
        request.by.scope, text=asked.q, state=asked.state, kind=asked.kind or ""
    )
    return part_of(found, paging)


@router.post("", response={201: WholeRequestOut}, auth=writers(Permission.PRIVACY_EDIT))
def add_privacy_request(request: ApiRequest, fields: PersonRequestIn) -> Status[Any]:
    """Enter what a person asked; the person is told by mail that it has arrived."""
    by, now = request.by, timezone.now()
    elsewhere = {"tenant", "user", "occupancies", "spans"}
    with transaction.atomic():
        asked = enter_request(
            RequestFields(**fields.model_dump(exclude=elsewhere)),
            tenant=get_tenant(by.scope, fields.tenant or by.tenant.id),
            user_id=fields.user,
            by=by,
            at=now,
        )
        for occupancy_id in fields.occupancies:
            add_occupancy(asked.id, occupancy_id, by=by, at=now)
        for span in fields.spans:
            add_span(
                asked.id,
                span.measuring_point,
                since=span.since,
                until=span.until,
                by=by,
                at=now,
            )
    return Status(201, asked)


@router.get(
    "/{int:request_id}",
    response=WholeRequestOut,
    auth=readers(Permission.PRIVACY_VIEW),
)
def show_privacy_request(request: ApiRequest, request_id: int) -> object:
    """A request with the readings that it is about."""
    asked = get_request(request.by.scope, request_id)
    note_view(request, "person_request.viewed", asked.target, tenant_id=asked.tenant_id)
    return asked


@router.post(
    "/{int:request_id}/identity",
    response=WholeRequestOut,
    auth=writers(Permission.PRIVACY_EDIT),
)
def identify_person(
    request: ApiRequest, request_id: int, fields: RequestIdentityIn
) -> object:
    """Note whether it is the person; if it is, the platform looks for the data."""
    return check_identity(
        request_id,
        method=fields.method,
        note=fields.note,
        is_right=fields.proven,
        by=request.by,
        at=timezone.now(),
    )


@router.post(
    "/{int:request_id}/decision",
    response=WholeRequestOut,
    auth=writers(Permission.PRIVACY_EDIT),
)
def decide_privacy_request(
    request: ApiRequest, request_id: int, fields: RequestDecisionIn
) -> object:
    """Decide once; what is granted the platform carries out."""
    said = DecisionFields(
        decision=fields.decision,
        reason=fields.reason,
        weighing=fields.weighing,
        seen=fields.preview_made_at,
        typed=fields.number,
    )
    return decide_request(request_id, said, by=request.by, at=timezone.now())


@router.get(
    "/{int:request_id}/package",
    auth=readers(Permission.PRIVACY_EDIT),
    openapi_extra=GIVES_ZIP,
)
def download_answer(request: ApiRequest, request_id: int) -> HttpResponse:
    """The answer, to be handed to the person; the audit log says who fetched it."""
    package = take_package(request_id, by=request.by, at=timezone.now())
    return HttpResponse(
        bytes(package.content),
        content_type="application/zip",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )
