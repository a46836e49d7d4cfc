"""The same question twice: about what is another instance's, and about what is nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from urllib.parse import quote, quote_plus

from tests.isolation.endpoints import ENDPOINTS
from tests.isolation.matrix import (
    DOCUMENT,
    HELD,
    endpoint_address,
    page_address,
    rows_of_endpoints,
    rows_of_pages,
)
from tests.isolation.places import Reader
from tests.isolation.served import Answer
from tests.isolation.table import Kind, Row
from tests.isolation.tree import Home

JSON = "application/json"
MISSING_ID = "7654321"
MISSING_EUI = "d0e0f0a9ffffffff"
# Ids in bodies and queries, by the names of what is planted.
ID_OF = {
    "id": "device_id",
    "tenant": "tenant_id",
    "responsible": "user_id",
    "responsible_id": "user_id",
    "parent": "tenant_id",
    "device": "device_id",
    "devices": "device_id",
    "device_type": "device_type_id",
    "rule": "rule_id",
    "user": "user_id",
    "export_accounts": "user_id",
    "measuring_point": "point_id",
    "asset_type": "asset_type_id",
    "asset": "asset_id",
    "asset_id": "asset_id",
    "POST /assets parent": "asset_id",
    "PATCH /assets/{asset_id} parent": "asset_id",
    "web:asset_new parent": "asset_id",
    "web:asset_edit parent": "asset_id",
    "type": "device_type_id",
    "instance": "tenant_id",
    "place": "tenant_id",
    "concerned": "tenant_id",
    "occupancy": "occupancy_id",
    "occupancies": "occupancy_id",
}
NO_IDS = {
    *("interval_s", "delay_s", "offset"),
    *("expected_interval_s", "limit", "buckets", "agreed_accounts", "grace_days"),
    *("quota_devices", "quota_users", "quota_uplinks", "days"),
    *("calibrated_in", "calibrated_until"),
}
LISTS_OF_IDS = {"devices", "export_accounts", "occupancies"}
# What pages are asked, that names a thing; of exports the log itself tells it.
ASKED = {
    "web:device_list": ("type", "instance"),
    "web:device_new": ("tenant", "device_type"),
    "web:device_bulk": ("id", "type", "instance"),
    "web:device_labels": ("id",),
    "web:rule_list": ("device", "type"),
    "web:rule_new": ("device", "device_type"),
    "web:audit": ("place",),
    "web:request_new": ("user", "occupancy"),
    "web:live": ("device",),
}


@dataclass(frozen=True, kw_only=True)
class Twin:
    what: str
    foreign: str
    missing: str
    ask: Callable[[str], Answer]

    def difference(self) -> str:
        """What of the answer about the other's thing is not as about nothing."""
        foreign, missing = self._answer(self.foreign), self._answer(self.missing)
        if foreign == missing:
            return ""
        lines = zip_longest(foreign[1].splitlines(), missing[1].splitlines())
        first = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
        return f"{self.what}: {foreign[0]} {first[0]!r}, {missing[0]} {first[1]!r}"

    def _answer(self, given: str) -> tuple[int, str]:
        answer = self.ask(given)
        return answer.status, masked(answer.text, given)


def masked(text: str, given: str) -> str:
    """Without what was given, and without what differs between any two answers."""
    for spelling in {given, quote(given, safe=""), quote_plus(given), given.upper()}:
        text = text.replace(spelling, "GIVEN")
    text = re.sub(r"(?im)^(date|content-length|set-cookie): .*\n", "", text)
    text = re.sub(r'(csrfmiddlewaretoken" value=|"X-CSRFToken": )"\w+"', r"\1", text)
    text = re.sub(r"data-relative>[^<]*<", "", text)
    text = re.sub(r"\d\d:\d\d(:\d\d)?(\.\d+)?", "TIME", text)
    return re.sub(r"(?<![0-9a-z])4\d{6}(?![0-9a-z])", "ID", text)


def twins_of_addresses(reader: Reader, own: Home, other: Home) -> Iterator[Twin]:
    """Each id in an address of `own`, one after the other, with every method."""
    for name, row in rows_of_pages(*Kind):
        for held in HELD[name]:
            if held in {"place", "kind", "document", "language", "data_kind"}:
                continue  # no ids
            for method in ("GET", "POST"):
                yield _twin(reader, name, row, method, held, own, other)
    for name, row in rows_of_endpoints(Kind.SHOWN, Kind.SENT):
        method = name.partition(" ")[0]
        for held in re.findall(r"{(\w+)}", name):
            yield _twin(reader, name, row, method, held, own, other)


def _twin(
    reader: Reader, name: str, row: Row, method: str, held: str, own: Home, other: Home
) -> Twin:
    real = dict(row.ids).get(held, held)
    of_tenant = held in {"tenant_id", "instance_id"}
    foreign = other.tenant.id if of_tenant else other.ids[real]
    is_page = name in HELD

    def ask(value: str) -> Answer:
        inside = replace(own, ids={**own.ids, real: value})
        if of_tenant:
            inside.ids[held] = value
        address = (page_address if is_page else endpoint_address)(name, row, inside)
        body = row.body(own) if row.body else None
        asker = reader.browser if is_page else reader.caller
        sent = {"form": body} if is_page else {"json": body}
        return asker.ask(method, address, **sent)

    return Twin(
        what=f"{method} {name} {held}",
        foreign=str(foreign),
        missing=MISSING_EUI if held == "dev_eui" else MISSING_ID,
        ask=ask,
    )


def body_fields(name: str) -> dict[str, set[str]]:
    """The fields of an endpoint's body, each with the types it may have."""
    method, _, path = name.partition(" ")
    said = DOCUMENT["paths"][f"/api/v1{path}"][method.lower()].get("requestBody")
    if not said or JSON not in said["content"]:
        return {}
    schema = said["content"][JSON]["schema"]
    schema = schema.get("anyOf", [schema])[0]
    known = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {
        field: {
            part.get("type", "")
            for part in (of, *of.get("anyOf", ()), of.get("items", {}))
        }
        for field, of in known["properties"].items()
    }


def query_fields(name: str) -> dict[str, set[str]]:
    """What an endpoint may be asked, each with the types it may have."""
    method, _, path = name.partition(" ")
    said = DOCUMENT["paths"][f"/api/v1{path}"][method.lower()]
    return {
        of["name"]: {
            part.get("type", "")
            for part in (of["schema"], *of["schema"].get("anyOf", ()))
        }
        for of in said.get("parameters", ())
        if of["in"] == "query"
    }


def numbers_in(fields: dict[str, set[str]]) -> list[str]:
    return [name for name, types in fields.items() if "integer" in types]


def twins_of_bodies(reader: Reader, own: Home, other: Home) -> Iterator[Twin]:
    """Each id in a body, and in a query."""
    for name, row in ENDPOINTS.items():
        method = name.partition(" ")[0]
        address = endpoint_address(name, row, own)
        for field in set(numbers_in(body_fields(name))) - NO_IDS:
            body = dict(row.body(own)) if row.body else {}
            if field == "device_type":
                body.pop("device", None)  # a rule watches one or the other

            def send(
                value: str,
                method: str = method,
                address: str = address,
                body: dict[str, object] = body,
                field: str = field,
            ) -> Answer:
                given = [int(value)] if field in LISTS_OF_IDS else int(value)
                return reader.caller.ask(method, address, json={**body, field: given})

            yield about(name, field, other, send)
        for field in set(numbers_in(query_fields(name))) - NO_IDS:

            def ask(value: str, address: str = address, field: str = field) -> Answer:
                return reader.caller.ask("GET", f"{address}?{field}={value}")

            yield about(name, field, other, ask)


def twins_of_questions(reader: Reader, own: Home, other: Home) -> Iterator[Twin]:
    """Each id that a page is asked."""
    known = dict(rows_of_pages(*Kind))
    for name, fields in ASKED.items():
        address = page_address(name, known[name], own)
        for field in fields:

            def ask(value: str, address: str = address, field: str = field) -> Answer:
                return reader.browser.ask("GET", f"{address}?{field}={value}")

            yield about(name, field, other, ask)


def about(what: str, field: str, other: Home, ask: Callable[[str], Answer]) -> Twin:
    """A twin of a field, which may mean something else in one place than elsewhere."""
    known = {"tenant_id": other.tenant.id, **other.ids}
    foreign = known[ID_OF.get(f"{what} {field}", ID_OF[field])]
    return Twin(
        what=f"{what} {field}", foreign=str(foreign), missing=MISSING_ID, ask=ask
    )
