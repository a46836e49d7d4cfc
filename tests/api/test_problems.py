"""Answers that say no."""

from time import process_time

import pytest

from tests.api.calls import caller
from tests.world import World


@pytest.mark.parametrize(
    "body", ["{", "", "NaN", '{"name": "\\ud800"}', '{"a": 1e999}']
)
def test_a_body_that_is_no_json_is_refused(world: World, body: str) -> None:
    answer = caller(world.olga).send("POST", "/tenants", body)

    assert answer.status in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_field_given_twice_is_found_at_once_among_many(world: World) -> None:
    """Within the seconds in which comparing each with each would not be done."""
    names = [*(f"a{number}" for number in range(50_000)), "again", "again"]
    body = "{" + ",".join(f'"{name}":0' for name in names) + "}"
    begun = process_time()

    answer = caller(world.olga).send("POST", "/tenants", body)

    assert answer.content["detail"] == "The field 'again' is given twice; give it once."
    assert process_time() - begun < 5


def test_every_wrong_field_is_named(world: World) -> None:
    answer = caller(world.olga).post("/tenants", {"short_name": "a b", "color": "red"})

    assert answer.status == 422
    assert [error["field"] for error in answer.content["errors"]] == [
        "name",
        "short_name",
        "color",
    ]
    assert answer.content["errors"][0]["message"] == "Field required."


def test_a_nested_field_is_named_by_its_path(world: World) -> None:
    answer = caller(world.olga).post(
        "/device-types",
        {"manufacturer": "a", "model": "b", "values": [{"key": "t", "kind": "heat"}]},
    )

    assert [error["field"] for error in answer.content["errors"]] == ["values.0.kind"]


def test_a_sign_that_no_text_holds_is_refused_in_a_question(world: World) -> None:
    answer = caller(world.olga).get("/gateways", q="Halle \x00 7")

    assert answer.status == 422
    assert [error["field"] for error in answer.content["errors"]] == ["q"]


def test_a_sentence_of_the_domain_is_passed_on(world: World) -> None:
    answer = caller(world.olga).patch(
        f"/devices/{world.device.id}", {"dev_eui": "70B3D57ED006"}
    )

    assert answer.status == 422
    assert answer.content["detail"] == (
        "'70B3D57ED006' is not an EUI: it needs 16 hex digits, "
        "such as 70B3D57ED00612AB."
    )


def test_a_method_that_is_not_possible_is_named(world: World) -> None:
    answer = caller(world.olga).delete("/tenants")

    assert answer.status == 405
    assert answer.headers["Allow"] in {"GET, POST", "POST, GET"}
    assert answer.content["title"] == "Method Not Allowed"


@pytest.mark.parametrize("path", ["/nothing", "/devices/abc", "/devices/1/nothing"])
def test_an_address_that_leads_nowhere_says_so(world: World, path: str) -> None:
    answer = caller(world.olga).get(path)

    assert answer.status == 404
    assert answer.content["detail"] == f"There is nothing at /api/v1{path}."


def test_what_fails_halfway_changes_nothing(world: World) -> None:
    answer = caller(world.olga).post(
        "/alarm-rules",
        {
            "name": "Zu warm",
            "device": world.device.id,
            "key": "temperature",
            "condition": {"type": "above", "high": 30},
            "emails": [f"a{n}@example.org" for n in range(11)],
        },
    )

    assert answer.status == 422
    assert caller(world.olga).get("/alarm-rules").content["items"] == []
