"""Bodies for every endpoint that writes, made from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.isolation.conftest import Estate
from tests.isolation.matrix import DOCUMENT, endpoint_address, rows_of_endpoints
from tests.isolation.rights import has_right
from tests.isolation.served import Asker, Served
from tests.isolation.table import Kind
from tests.isolation.times import NOW
from tests.isolation.twins import JSON

NUMBERS = {"integer", "number"}
# What makes the bodies of the table good, of which some are refused on purpose.
END = (NOW + timedelta(days=30)).isoformat()
MENDED: Mapping[str, Mapping[str, object]] = {
    "POST /tenants": {"time_zone": "Europe/Berlin"},
    "POST /contracts": {"starts_on": "2020-01-01", "ends_on": "2020-12-31"},
    "POST /api-keys": {"expires_at": END},
    "POST /display-tokens": {"expires_at": END},
}
Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An endpoint that writes, somebody who may, and a body that it would take."""

    name: str
    address: str
    asker: Asker
    body: Mapping[str, object]
    fields: Mapping[str, Schema]
    required: frozenset[str]
    needs_body: bool

    @property
    def method(self) -> str:
        return self.name.partition(" ")[0]


def endpoints(estate: Estate, served: Served) -> Iterator[Endpoint]:
    """Every endpoint that takes a body."""
    own = estate.homes["own"]
    for name, row in rows_of_endpoints(Kind.SENT):
        said = said_of_body(name)
        if said is None:
            continue
        schema = schema_of_body(said)
        may = has_right("instance-admin", row.needs)
        is_above = row.sending is not None and not row.sending("instance-admin", "own")
        person = "operator" if is_above or not may else "instance-admin"
        body = row.body(own) if row.body else {}
        yield Endpoint(
            name=name,
            address=endpoint_address(name, row, own),
            asker=served.caller(estate.keys[person]),
            body={**body, **MENDED.get(name, {})},
            fields=schema["properties"],
            required=frozenset(schema.get("required", ())),
            needs_body=said.get("required", False),
        )


def said_of_body(name: str) -> Schema | None:
    """What is said of an endpoint's body, if it takes one that is JSON."""
    method, _, path = name.partition(" ")
    operation: Schema = DOCUMENT["paths"][f"/api/v1{path}"][method.lower()]
    said: Schema | None = operation.get("requestBody")
    return said if said and JSON in said["content"] else None


def schema_of_body(said: Schema) -> Schema:
    schema = said["content"][JSON]["schema"]
    return resolved(schema.get("anyOf", [schema])[0])


def resolved(schema: Schema) -> Schema:
    """The schema itself, where there is only its name."""
    if "$ref" not in schema:
        return schema
    known: Schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return known


def kinds(schema: Schema) -> set[str]:
    """The kinds of JSON that a field may be."""
    ways = [
        resolved(way) for way in schema.get("anyOf") or schema.get("allOf", [schema])
    ]
    return {way.get("type", "string") for way in ways}  # an enum has none


def texts(fields: Mapping[str, Schema]) -> Iterator[str]:
    """The fields that take any text, and no other kind of text such as a time."""
    for name, schema in fields.items():
        for way in schema.get("anyOf", [schema]):
            free = way.get("type") == "string" and "format" not in way
            if free and "$ref" not in way and "enum" not in way:
                yield name
