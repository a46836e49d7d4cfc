"""The OpenAPI document: complete, up to date, and true."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    positive_data_acceptance,
)

from progres.api.app import api
from progres.api.document import FORM
from tests.api.calls import caller
from tests.world import World

DOCUMENT: dict[str, Any] = orjson.loads(
    orjson.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), option=FORM)
)
OPERATIONS = [
    (path, method)
    for path, operations in DOCUMENT["paths"].items()
    for method in operations
]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.config.generation.update(modes=list(GenerationMode))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep requests inside the test's transaction, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_committed_document_is_what_the_api_says_of_itself() -> None:
    committed = Path("docs/openapi.json").read_bytes()

    assert orjson.loads(committed) == DOCUMENT


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_says_who_may_call_it_and_how_it_fails(
    path: str, method: str
) -> None:
    operation = DOCUMENT["paths"][path][method]
    schemes = {name for way in operation["security"] for name in way}

    assert schemes == ({"ApiKey", "Session"} if method == "get" else {"ApiKey"})
    assert {"401", "403"} <= operation["responses"].keys()
    assert operation["summary"]


def test_whatever_is_sent_the_answer_is_one_of_the_document(
    world: World, one_connection: None
) -> None:
    key = caller(world.olga).key
    known = {
        "tenant_id": world.bad.id,
        "device_id": world.device.id,
        "device_type_id": world.device_type.id,
        "connection_id": world.connection.id,
    }
    for path, method in OPERATIONS:
        send_many(path, method, key, known)


def send_many(path: str, method: str, key: str, known: dict[str, int]) -> None:
    """Send good and bad requests, half of them about things that exist."""

    @settings(
        max_examples=5,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        case = data.draw(SCHEMA[path][method].as_strategy())
        if data.draw(st.booleans()):
            for name in case.path_parameters.keys() & known.keys():
                case.path_parameters[name] = known[name]
        with transaction.atomic():
            response = case.call(
                app=WSGIHandler(), headers={"Authorization": f"Bearer {key}"}
            )
            transaction.set_rollback(True)
        # Whether a key is asked for is shown elsewhere; and a schema cannot say all
        # that makes data good.
        case.validate_response(
            response, excluded_checks=[ignored_auth, positive_data_acceptance]
        )

    send()
