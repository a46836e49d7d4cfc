"""Requests of persons, as programs of a privacy office enter and decide them."""

import pytest
import time_machine

from progres.accounts.access import Role
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.privacy.models import PersonRequest
from tests.api.calls import Caller, caller
from tests.metering.setting import make_point
from tests.privacy.request_setting import SEEN, move_in, prepare, put_package
from tests.world import NOON, World

LETTER = {
    "kind": "erasure",
    "channel": "letter",
    "received_on": "2026-02-27",
    "name": "Klara Sandmann",
    "email": "klara@example.org",
}
PATH = "/privacy-requests"


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def test_a_request_goes_from_receipt_to_decision(world: World, olga: Caller) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
    hers = move_in(world, point, since=NOON)
    made = olga.post(PATH, {**LETTER, "occupancies": [hers.id]})
    assert made.status == 201
    path = f"{PATH}/{made.content['id']}"
    assert made.content["due_on"] == "2026-03-27"
    assert made.content["spans"][0]["occupancy"] == hers.id

    seen = {"decision": "granted", "preview_made_at": SEEN}
    early = olga.post(f"{path}/decision", seen)
    assert (early.status, "check the identity" in early.content["detail"]) == (
        409,
        True,
    )
    proof = {"method": "contract-facts", "proven": True}
    assert olga.post(f"{path}/identity", proof).content["state"] == "identified"
    assert olga.post(f"{path}/decision", seen).status == 409  # nothing to be seen yet
    with scoped(world.olga.scope):
        prepare(PersonRequest.objects.of(world.olga.scope).get())
    unconfirmed = olga.post(f"{path}/decision", seen)
    assert "type the number" in unconfirmed.content["detail"]
    number = str(made.content["id"])

    decided = olga.post(f"{path}/decision", {**seen, "number": number})

    assert decided.content["state"] == "granted"
    assert olga.get(path).content == decided.content
    assert olga.post(f"{path}/decision", {**seen, "number": number}).status == 409


def test_the_queue_is_searched(world: World, olga: Caller) -> None:
    olga.post(PATH, LETTER)
    olga.post(PATH, {**LETTER, "kind": "access", "name": "Anton Vogt"})

    def names(**asked: str) -> list[str]:
        items = olga.get(PATH, **asked).content["items"]
        return [item["name"] for item in items]

    assert names() == ["Klara Sandmann", "Anton Vogt"]
    assert names(q="vogt") == ["Anton Vogt"]
    assert names(kind="erasure") == ["Klara Sandmann"]
    assert names(state="closed") == []
    assert olga.get(PATH, limit=1).content["next_cursor"]


def test_a_request_about_an_account_takes_its_name(world: World, olga: Caller) -> None:
    nobody = {**LETTER, "name": "", "email": ""}
    assert olga.post(PATH, nobody).status == 422

    made = olga.post(PATH, {**nobody, "user": world.rita.user.id})

    assert made.content["email"] == "rita@example.org"
    assert olga.post(PATH, {**nobody, "user": world.nora.user.id}).status == 404


def test_spans_of_others_undo_the_whole_request(world: World, olga: Caller) -> None:
    with scoped(world.olga.scope):
        point = make_point(world)
    move_in(world, point, since=NOON)
    span = {"measuring_point": point.id, "since": "2026-02-01T00:00:00Z"}

    answer = olga.post(PATH, {**LETTER, "spans": [span]})

    assert answer.status == 422
    assert "Somebody is entered" in answer.content["detail"]
    assert olga.get(PATH).content["items"] == []


def test_who_lacks_the_right_learns_nothing(world: World, olga: Caller) -> None:
    path = f"{PATH}/{olga.post(PATH, LETTER).content['id']}"
    rita, nora = caller(world.rita), caller(world.nora)

    assert rita.get(path).status == 403
    assert nora.get(path).status == 404
    assert nora.get(PATH).content["items"] == []


def test_the_answer_is_fetched_by_a_key_that_may_decide(
    committed_world: World, database_urls: DatabaseUrls
) -> None:
    olga = caller(committed_world.olga)
    made = olga.post(PATH, {**LETTER, "kind": "access"})
    path = f"{PATH}/{made.content['id']}/package"
    assert olga.get(path).status == 404
    asked = PersonRequest(id=made.content["id"], tenant=committed_world.musterstadt)
    put_package(database_urls, asked)

    assert olga.get(path).content == b"PK package"
    assert caller(committed_world.olga, read_only=True).get(path).status == 403
    assert committed_world.rita.user.role == Role.VIEWER
    assert caller(committed_world.rita).get(path).status == 403
