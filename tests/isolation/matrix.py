"""The table, made into addresses and what is expected of whom there."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.urls import reverse

from progres.api.app import api
from progres.api.document import FORM
from tests.isolation.endpoints import ENDPOINTS
from tests.isolation.pages import PAGES
from tests.isolation.rights import (
    ABOUT_INSTANCES,
    CLOSED_OUT,
    ROLES,
    STAFF,
    has_right,
    home_of,
    keeps_right,
)
from tests.isolation.table import Kind, Row
from tests.isolation.tree import Home, reach_of_home
from tests.web.addresses import pages

# The relations of `own` to the instance of an address, and the persons of the matrix.
RELATIONS = ("own", "child", "group", "sibling")
PERSONS = ("nobody", *ROLES, *STAFF)
DOCUMENT: dict[str, Any] = orjson.loads(
    orjson.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), option=FORM)
)
ADMITTED = "admitted"
FORMS = (Kind.FORM, Kind.OPERATORS_FORM)
OPERATORS = (Kind.OPERATORS, Kind.OPERATORS_FORM)
HELD = pages()  # what the address of each page holds


def operations() -> set[str]:
    """Every operation of the OpenAPI document, as the table names it."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, known in DOCUMENT["paths"].items()
        for method in known
    }


def rows_of_pages(*kinds: Kind) -> Iterator[tuple[str, Row]]:
    return ((n, row) for n, row in PAGES.items() if row.kind in kinds)


def rows_of_endpoints(*kinds: Kind) -> Iterator[tuple[str, Row]]:
    return ((n, row) for n, row in ENDPOINTS.items() if row.kind in kinds)


def page_address(name: str, row: Row, home: Home) -> str:
    """The address of a page in an instance, about what is planted there."""
    known = ids_of(row, home)
    return reverse(name, kwargs={held: known[held] for held in HELD[name]})


def endpoint_address(name: str, row: Row, home: Home) -> str:
    path = name.partition(" ")[2].format(**ids_of(row, home))
    return f"/api/v1{path}{row.query}"


def ids_of(row: Row, home: Home) -> dict[str, object]:
    renamed = {name: home.ids[elsewhere] for name, elsewhere in row.ids}
    everywhere = {
        "kind": "privacy",
        "document": "measures",
        "language": "de",
        "data_kind": "mails",
    }
    own = {"tenant_id": home.tenant.id, "instance_id": home.tenant.id}
    return {**own, **everywhere, **home.ids, **renamed}


def reach_on_page(person: str, row: Row, home: str) -> frozenset[str]:
    """The instances of which a page in an instance may tell a person."""
    if person == CLOSED_OUT:
        return reach_by_key(person, row) | reach_of_home(home)
    return reach_by_key(person, row)


def reach_by_key(person: str, row: Row) -> frozenset[str]:
    """The instances of which an endpoint may tell a person."""
    if person == "nobody":
        return frozenset()
    if person == CLOSED_OUT and not ABOUT_INSTANCES.issuperset(row.needs.split()):
        return frozenset({home_of(person)})
    return reach_of_home(home_of(person))


def expected_of_page(person: str, method: str, row: Row, home: str) -> str:
    """What a page answers: a status, or `admitted` where anything sent may be wrong."""
    if method == "GET" and row.kind is Kind.SENT:
        return "405"
    if method == "POST" and row.kind not in {Kind.SENT, *FORMS}:
        return "405"
    if person == "nobody":
        return "401" if row.kind is Kind.STREAM else "302"
    if home not in reach_of_home(home_of(person)):
        return "404"
    if not keeps_right(person, row.needs):
        return row.lacking
    return _beyond_the_right(person, method, row, home)


def _beyond_the_right(person: str, method: str, row: Row, home: str) -> str:
    if not keeps_right(person, row.sees):
        return "404"
    if row.kind in OPERATORS and home != "operator":
        return "404"
    if row.exists and not row.exists(person, home):
        return "404"
    if method == "GET":
        return "200"
    if row.sending and not row.sending(person, home):
        return "403"
    return ADMITTED


def expected_of_endpoint(person: str, name: str, row: Row, home: str) -> str:
    """What an endpoint answers; without anything of an instance it is told apart."""
    if person == "nobody":
        return "401"
    if not has_right(person, row.needs):
        return "403"
    if row.sees and not has_right(person, row.sees):
        return "404"
    named = "{" in name or row.body is not None
    if named and home not in reach_by_key(person, row):
        return "404"
    if row.exists and not row.exists(person, home):
        return "404"
    if row.sending and not row.sending(person, home):
        return "403"
    return "200" if row.kind is Kind.SHOWN else ADMITTED
