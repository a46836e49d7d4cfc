"""Requests of persons, one at each step, and whom they are about."""

import json
from datetime import timedelta

import psycopg

from progres.kit.words import search_words, sort_key
from progres.metering.models import Occupancy, OccupancyWord
from progres.privacy.decisions import DecisionFields, decide_request
from progres.privacy.models import PersonRequest
from progres.privacy.request_checks import RequestFields
from progres.privacy.requests import check_identity, enter_request
from progres.privacy.spans import add_occupancy
from tests.isolation.planting_people import Ids, numbers
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home

PREVIEW = {
    "made_at": NOW.isoformat(),
    "tables": [{"place": "occupancy", "rows": 1, "what": "goes"}],
    "mentions": [{"place": "device", "column": "notes", "rows": 1}],
}


def plant_request(home: Home) -> Ids:
    """A request that has come, about an occupancy, and some that are further."""
    occupancy = _occupancy(home)
    received = _received(home, "access")
    span = add_occupancy(received.id, occupancy.id, by=home.admin, at=NOW)
    decided = _identified(home, "rectification")
    granted = DecisionFields(decision="granted", reason=f"Weil {home.word}")
    decide_request(decided.id, granted, by=home.admin, at=NOW)
    return {
        "request_id": received.id,
        "span_id": span.id,
        "identified_id": _identified(home, "erasure").id,
        "refused_id": _identified(home, "erasure").id,
        "granted_id": decided.id,
        "failed_id": _carried_out(home, state="failed", problem=home.word).id,
        "done_id": _carried_out(
            home, state="done", done_at=NOW, proof={"digest": home.word}
        ).id,
    }


def plant_package(home: Home, number: int, owner: psycopg.Connection) -> Ids:
    """The answer to the request that is done, and that something was erased once."""
    owner.execute(
        "insert into answer_package (request_id, tenant_id, made_at, digest, content)"
        " values (%s, %s, %s, %s, %s)",
        [
            *(home.ids["done_id"], home.tenant.id, NOW),
            *(home.word[-16:], home.word.encode()),
        ],
    )
    owner.execute(
        "insert into tombstone (key, tenant_id, erased_at) values (%s, %s, %s)",
        [f"{number} {home.word}"[:32], home.tenant.id, NOW],
    )
    _restrict(home, owner)
    return {}


def _occupancy(home: Home) -> Occupancy:
    word = home.word
    number = next(numbers)
    name = f"Klara {word} {number}"
    occupancy = Occupancy(
        tenant=home.tenant,
        measuring_point_id=int(str(home.ids["point_id"])),
        name=name,
        sort_key=sort_key(name),
        email=f"klara@{word}.example.org",
        reference=word,
        note=word,
        since=EARLIER - timedelta(hours=number + 1),  # each one at a time of its own
        until=EARLIER - timedelta(hours=number),
        created_at=NOW,
    )
    occupancy.save(force_insert=True)
    for found_by in search_words(name):
        OccupancyWord(tenant=home.tenant, occupancy=occupancy, word=found_by).save(
            force_insert=True
        )
    return occupancy


def _received(home: Home, kind: str) -> PersonRequest:
    word = home.word
    fields = RequestFields(
        kind=kind,
        channel="mail",
        received_on=NOW.date(),
        language="de",
        name=f"Klara {word}",
        email=f"klara@{word}.example.org",
        wish=f"Frage {word} {next(numbers)}",
        correction=f"Richtig {word}",
        terms=[word],
    )
    return enter_request(fields, tenant=home.tenant, by=home.admin, at=NOW)


def _identified(home: Home, kind: str) -> PersonRequest:
    request = check_identity(
        _received(home, kind).id,
        method="contract-facts",
        note=f"Nummer {home.word}",
        is_right=True,
        by=home.admin,
        at=NOW,
    )
    request.preview = json.loads(json.dumps(PREVIEW))
    request.save(update_fields=["preview"])
    return request


def _carried_out(home: Home, **columns: object) -> PersonRequest:
    """What the worker has done with a request."""
    request = _identified(home, "access")
    fields = DecisionFields(decision="granted")
    decide_request(request.id, fields, by=home.admin, at=NOW)
    for name, value in columns.items():
        setattr(request, name, value)
    request.decided_at = NOW
    request.save(update_fields=list(columns))
    return request


def _restrict(home: Home, owner: psycopg.Connection) -> None:
    """Something is not mailed any more, of a time before all that is planted."""
    ids = home.ids
    owner.execute(
        "insert into reading_restriction (tenant_id, device_id, since, until, uses,"
        " request_id, at) values (%s, %s, '2001-01-01', '2001-01-02', '{mail}', %s, %s)",
        [home.tenant.id, ids["device_id"], ids["request_id"], NOW],
    )
    owner.execute(
        "insert into restricted_row (tenant_id, place, row_id, uses, request_id, at)"
        " values (%s, 'occupancy', %s, '{mail}', %s, %s) on conflict do nothing",
        [home.tenant.id, ids["occupancy_id"], ids["request_id"], NOW],
    )
