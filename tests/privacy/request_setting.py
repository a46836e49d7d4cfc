"""A person who asks Musterstadt, and what the worker writes into her request."""

from datetime import date, datetime
from typing import Any

import psycopg
from django.db import transaction

from progres.database.scope import scoped
from progres.kit.words import search_words, sort_key
from progres.metering.models import MeasuringPoint, Occupancy, OccupancyWord
from progres.ops.postgres import DatabaseUrls
from progres.privacy.models import PersonRequest
from progres.privacy.request_checks import RequestFields
from progres.privacy.requests import check_identity, enter_request
from progres.privacy.rules import Channel, Identity, Kind, State
from progres.tenants.models import Tenant
from tests.world import NOON, World

TODAY = date(2026, 3, 1)
SEEN = "2026-03-01T12:05:00+00:00"


def said(kind: str = Kind.ACCESS, **more: Any) -> RequestFields:
    """What Klara wrote in a letter."""
    fields: dict[str, Any] = {
        "kind": kind,
        "channel": Channel.LETTER,
        "received_on": TODAY,
        "language": "de",
        "name": "Klara Sandmann",
        "email": "klara@example.org",
        "wish": "Was wissen Sie über mich?",
        "purposes": ["evaluate"] if kind in {"restriction", "objection"} else (),
        **more,
    }
    return RequestFields(**fields)


def enter(
    world: World,
    kind: str = Kind.ACCESS,
    *,
    tenant: Tenant | None = None,
    at: datetime = NOON,
    **more: Any,
) -> PersonRequest:
    """Enter a letter of Klara's in the queue of Musterstadt."""
    return enter_request(
        said(kind, **more), tenant=tenant or world.musterstadt, by=world.olga, at=at
    )


def identified(
    world: World, kind: str = Kind.ACCESS, *, is_prepared: bool = True, **more: Any
) -> PersonRequest:
    """A request of which Olga knows that it is Klara's, prepared by the worker."""
    request = check_identity(
        enter(world, kind, **more).id,
        method=Identity.CONTRACT_FACTS,
        note="Kundennummer",
        is_right=True,
        by=world.olga,
        at=NOON,
    )
    if is_prepared:
        prepare(request)
    return request


def prepare(request: PersonRequest, *, made_at: str = SEEN) -> None:
    """Write what was found, as the worker does."""
    request.preview = {
        "made_at": made_at,
        "tables": [
            {"place": "occupancy", "rows": 1, "what": "goes", "why": "", "until": ""},
            {
                "place": "audit_entry",
                "rows": 3,
                "what": "stays",
                "why": "",
                "until": "2028-03-01",
            },
        ],
        "mentions": [{"place": "device", "column": "notes", "rows": 2}],
    }
    request.save(update_fields=["preview"])


def carry_out(request: PersonRequest, *, at: datetime = NOON) -> None:
    """Write that it was done, as the worker does."""
    request.state, request.done_at = State.DONE, at
    request.proof = {
        "at": at.isoformat(),
        "tables": {"occupancy": 1},
        "emptied": {"mail": 2},
        "digest": "ab" * 32,
        "tombstone": "",
    }
    request.save(update_fields=["state", "done_at", "proof"])


def put_package(
    urls: DatabaseUrls, request: PersonRequest, content: bytes = b"PK package"
) -> None:
    """Keep an answer of a committed request, as the worker does."""
    with psycopg.connect(urls.owner) as owner:
        owner.execute(
            "insert into answer_package (request_id, tenant_id, made_at, digest,"
            " content) values (%s, %s, %s, %s, %s)",
            [request.id, request.tenant_id, NOON, "cd" * 32, content],
        )


def move_in(
    world: World,
    point: MeasuringPoint,
    *,
    since: datetime,
    until: datetime | None = None,
    name: str = "Klara Sandmann",
    email: str = "klara@example.org",
) -> Occupancy:
    """Somebody consumes at a measuring point of Musterstadt."""
    with transaction.atomic(), scoped(world.olga.scope):
        occupancy = Occupancy(
            tenant_id=point.tenant_id,
            measuring_point=point,
            name=name,
            sort_key=sort_key(name),
            email=email,
            since=since,
            until=until,
            created_at=NOON,
        )
        occupancy.save(force_insert=True)
        for word in search_words(name):
            OccupancyWord(
                tenant_id=point.tenant_id, occupancy=occupancy, word=word
            ).save(force_insert=True)
    return occupancy
