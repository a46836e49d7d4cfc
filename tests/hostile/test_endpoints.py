"""Whatever is sent to an endpoint that writes: a problem says what is wrong of it."""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import orjson
import pytest

from tests.hostile.bodies import NUMBERS, Endpoint, endpoints, kinds, texts
from tests.isolation.conftest import Estate
from tests.isolation.served import Answer, Served
from tests.isolation.snapshot import snapshot

SEVERAL_LINES = {
    *("notes", "codec_source", "note", "retention_terms"),
    *("wish", "correction", "reason", "weighing"),
}
OVERLONG = {"301 characters": "x" * 301, "10,000 characters": "x" * 10_000}
# Of all signs that nobody sees; tests/kit/test_words.py knows the others.
SIGNS = {"NUL": "Halle \x00 7", "direction": "Halle \u202e 7"}
LARGE = {"1 MB": "x" * 1024 * 1024}
# By the kind of JSON that each is.
OF_KINDS: Mapping[str, object] = {
    "null": None,
    "array": ["Halle"],
    "object": {"Halle": {"Halle": 7}},
    "string": "Halle",
    "boolean": True,
    "number": 7.5,
}
NO_JSON = {
    "nothing": b"",
    "half": b'{"name": "Halle',
    "two": b"{} {}",
    "a list": b"[]",
    "a text": b'"Halle"',
    "null": b"null",
    "not UTF-8": b'{"name": "Halle \xff"}',
    "UTF-16": '{"name": "Halle"}'.encode("utf-16"),
    "a lone surrogate": b'{"name": "\\ud800"}',
    "not a number": b'{"name": NaN}',
    "infinite": b'{"name": 1e999}',
    "deep": b"[" * 100_000,
    "a form": b"name=Halle",
}
Sent = tuple[str, bytes]


@pytest.fixture
def written(estate: Estate, served: Served) -> list[Endpoint]:
    return list(endpoints(estate, served))


def test_what_is_no_json_or_no_object(estate: Estate, written: list[Endpoint]) -> None:
    before = snapshot(estate.urls.owner)

    wrong = [told for of in written for told in unclear(of, no_bodies(of))]

    assert not wrong, "\n".join(wrong)
    assert snapshot(estate.urls.owner) == before


def no_bodies(endpoint: Endpoint) -> Iterator[Sent]:
    """All of them to one endpoint, and to the others those that another way reads."""
    for what, content in NO_JSON.items():
        if endpoint.name == "POST /tenants" or what in {"half", "a list"}:
            yield what, content


def test_values_that_are_of_another_kind(
    estate: Estate, written: list[Endpoint]
) -> None:
    before = snapshot(estate.urls.owner)

    wrong = [
        told
        for endpoint in written
        for fields, content in of_other_kinds(endpoint)
        if fields
        for told in unclear(endpoint, [(str(content[:80]), content)], about=fields)
    ]

    assert not wrong, "\n".join(wrong)
    assert snapshot(estate.urls.owner) == before


def of_other_kinds(endpoint: Endpoint) -> Iterator[tuple[set[str], bytes]]:
    """Of each kind one body, in which it stands wherever it cannot be."""
    takes = {field: kinds(schema) for field, schema in endpoint.fields.items()}
    for kind, value in OF_KINDS.items():
        fields = {
            field
            for field, taken in takes.items()
            if kind not in taken and not (kind == "number" and taken & NUMBERS)
        }
        yield fields, body(endpoint, dict.fromkeys(fields, value))
    fields = {field for field, taken in takes.items() if taken & NUMBERS}
    for number in (b"99999999999999999999", b"-1e300", b'"1e5000"'):
        yield (
            fields,
            body(endpoint, dict.fromkeys(fields, 0.25)).replace(b"0.25", number),
        )


def test_fields_that_are_missing_unknown_or_said_twice(
    estate: Estate, written: list[Endpoint]
) -> None:
    def sent(endpoint: Endpoint) -> Iterator[Sent]:
        yield "unknown", body(endpoint, {"nickname": "Halle"})
        yield "proto", body(endpoint, {"__class__": {"__init__": 1}})
        for field in endpoint.required:
            rest = {n: v for n, v in endpoint.body.items() if n != field}
            yield f"without {field}", orjson.dumps(rest)
        for field in endpoint.fields:
            once = orjson.dumps({**endpoint.body, field: "Halle"})
            again = orjson.dumps({field: endpoint.body.get(field)})
            yield f"{field} twice", once[:-1] + b"," + again[1:]

    before = snapshot(estate.urls.owner)

    wrong = [told for of in written for told in unclear(of, sent(of))]

    assert not wrong, "\n".join(wrong)
    assert snapshot(estate.urls.owner) == before


def test_texts_that_are_too_long_or_hold_signs_that_nobody_sees(
    estate: Estate, written: list[Endpoint]
) -> None:
    def sent(endpoint: Endpoint) -> Iterator[Sent]:
        for field in texts(endpoint.fields):
            if field in SEVERAL_LINES:
                bad = {"NUL": SIGNS["NUL"], **LARGE}
            else:
                bad = OVERLONG | SIGNS
            for name, text in bad.items():
                yield f"{field}: {name}", body(endpoint, {field: text})
        for field in [*texts(endpoint.fields)][:1]:
            yield f"{field}: 1 MB", body(endpoint, {field: LARGE["1 MB"]})

    before = snapshot(estate.urls.owner)

    wrong = [told for of in written for told in unclear(of, sent(of))]

    assert not wrong, "\n".join(wrong)
    assert snapshot(estate.urls.owner) == before
    # None of these was refused for another reason: without them all is taken.
    refused = [of.name for of in written if send(of, body(of, {})).status >= 400]
    # One would be moved into itself, the other person has that access, the meter went
    # with the exchange before, and somebody consumes there.
    assert refused == [
        "POST /tenants/{tenant_id}/move",
        "POST /grants",
        "POST /meter-exchanges/{meter_id}/removal",
        "POST /occupancies",
    ]


def test_a_body_of_another_type_than_json(
    estate: Estate, written: list[Endpoint]
) -> None:
    before = snapshot(estate.urls.owner)

    wrong = []
    for endpoint in written:
        for kind in ("application/x-www-form-urlencoded", "text/plain", "a/b/c"):
            answer = send(endpoint, orjson.dumps(endpoint.body), kind)
            if answer.status != 415:
                wrong.append(f"{endpoint.name} {kind}: {answer.status}")

    assert not wrong, "\n".join(wrong)
    assert snapshot(estate.urls.owner) == before


def body(endpoint: Endpoint, change: Mapping[str, Any]) -> bytes:
    return orjson.dumps({**endpoint.body, **change})


def unclear(
    endpoint: Endpoint, sent: Iterable[Sent], *, about: Set[str] = frozenset()
) -> Iterator[str]:
    """What was sent to an endpoint and not answered by a problem that says why."""
    for what, content in sent:
        answer = send(endpoint, content)
        if told := problem_of(answer, about):
            log = endpoint.asker.log()[-2000:] if answer.status >= 500 else ""
            yield f"{endpoint.name} {what}: {told}{log}"


def send(endpoint: Endpoint, content: bytes, kind: str = "application/json") -> Answer:
    headers = {**endpoint.asker.headers, "Content-Type": kind}
    return endpoint.asker.send(endpoint.method, endpoint.address, content, headers)


def problem_of(answer: Answer, about: Set[str]) -> str:
    """Say what is wrong with the answer to something wrong."""
    if not 400 <= answer.status < 500:
        return f"{answer.status} {answer.body[:200]}"
    if ("content-type", "application/problem+json") not in answer.headers:
        return f"{answer.status} and no problem: {answer.body[:200]}"
    said = orjson.loads(answer.body)
    if len(answer.body) > 20_000:
        return f"an answer of {len(answer.body)} characters"
    if not said["detail"].strip().endswith("."):
        return f"no sentence: {said['detail']}"
    named = {part["field"].partition(".")[0] for part in said.get("errors", ())}
    missing = sorted(about - named)
    return f"not about {', '.join(missing)}: {said['detail']}" if missing else ""
