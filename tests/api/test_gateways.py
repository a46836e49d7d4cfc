"""Gateways as machines keep them, and how they are."""

import pytest
from django.db import transaction

from progres.database.scope import Scope, scoped
from progres.gateways.models import Gateway
from tests.api.calls import Caller, caller
from tests.gateways.setting import EUI
from tests.world import World


@pytest.fixture
def olga(world: World) -> Caller:
    return caller(world.olga)


def made(by: Caller, **fields: object) -> int:
    body = {"eui": "00-16-C0-01-FF-10-AB-CD", "name": "Rathaus Turm", **fields}
    answer = by.post("/gateways", body)
    assert answer.status == 201, answer.content
    number: int = answer.content["id"]
    return number


def test_a_gateway_is_registered_under_its_eui_and_has_never_been_seen(
    olga: Caller,
) -> None:
    gateway_id = made(olga, site="Marktplatz 1", interval_s=60)

    gateway = olga.get(f"/gateways/{gateway_id}").content
    assert gateway["eui"] == EUI
    assert gateway["state"] == "never_seen"
    assert gateway["last_seen_at"] is None
    assert gateway["interval_s"] == 60
    assert gateway["delay_s"] == 600
    assert [g["id"] for g in olga.get("/gateways?q=marktpl").content["items"]] == [
        gateway_id
    ]
    assert not olga.get("/gateways?state=online").content["items"]


def test_what_is_said_of_it_is_changed(olga: Caller) -> None:
    gateway_id = made(olga, interval_s=60, contacts="Klara Lenz, 0123 456")

    changed = olga.patch(
        f"/gateways/{gateway_id}",
        {"name": "Turm", "interval_s": None, "emails": ["olga@example.org"]},
    ).content

    assert changed["name"] == "Turm"
    assert changed["interval_s"] is None
    assert changed["contacts"] == "Klara Lenz, 0123 456"
    assert changed["recipients"] == [{"email": "olga@example.org", "confirmed": True}]


def test_another_address_has_to_confirm_first(olga: Caller) -> None:
    gateway_id = made(olga, emails=["pikett@example.com"])

    told = olga.get(f"/gateways/{gateway_id}").content["recipients"]
    assert told == [{"email": "pikett@example.com", "confirmed": False}]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"eui": " "}, "needs an id"),
        ({"name": "Zeile\nzwei"}, "cannot be seen"),
        ({"latitude": 50.0}, "both latitude and longitude"),
        ({"asset": 999_999}, "no such asset"),
        ({"emails": ["kein Zeichen"]}, "is not an e-mail address"),
    ],
)
def test_a_refusal_says_what_is_wrong(
    olga: Caller, fields: dict[str, object], sentence: str
) -> None:
    answer = olga.post("/gateways", {"eui": EUI, "name": "Turm", **fields})

    assert answer.status == 422
    assert sentence in str(answer.content["detail"])


def test_a_gateway_is_registered_once(olga: Caller) -> None:
    made(olga)

    again = olga.post("/gateways", {"eui": EUI, "name": "Noch einer"})
    assert again.status == 409


def test_a_gateway_is_deleted(olga: Caller) -> None:
    gateway_id = made(olga, emails=["pikett@example.com"])

    assert olga.delete(f"/gateways/{gateway_id}").status == 204
    assert olga.get(f"/gateways/{gateway_id}").status == 404


def test_who_only_reads_sees_it_without_whom_it_tells(
    world: World, olga: Caller
) -> None:
    gateway_id = made(olga, emails=["olga@example.org"])
    rita = caller(world.rita)

    seen = rita.get(f"/gateways/{gateway_id}").content
    assert seen["name"] == "Rathaus Turm"
    assert seen["recipients"] is None
    assert rita.delete(f"/gateways/{gateway_id}").status == 403


def test_a_stranger_does_not_find_it(world: World, olga: Caller) -> None:
    gateway_id = made(olga)
    nora = caller(world.nora)

    for answer in (
        nora.get(f"/gateways/{gateway_id}"),
        nora.get(f"/gateways/{gateway_id}/heard-devices"),
        nora.patch(f"/gateways/{gateway_id}", {"name": "Meins"}),
        nora.delete(f"/gateways/{gateway_id}"),
    ):
        assert answer.status == 404


def test_of_one_that_is_shared_people_below_learn_no_names_and_change_nothing(
    world: World,
) -> None:
    gateway_id = made(caller(world.otto), contacts="Klara Lenz", sim_number="89-49")
    olga = caller(world.olga)

    seen = olga.get(f"/gateways/{gateway_id}").content
    assert seen["state"] == "never_seen"
    assert (seen["contacts"], seen["sim_number"], seen["recipients"]) == (None,) * 3
    assert olga.patch(f"/gateways/{gateway_id}", {"name": "Meins"}).status == 404
    assert olga.delete(f"/gateways/{gateway_id}").status == 404


def test_the_database_itself_lets_nobody_below_delete_it(world: World) -> None:
    gateway_id = made(caller(world.otto))
    below = Scope(frozenset({world.bad.id}), frozenset({world.operator.id}))

    with transaction.atomic(), scoped(below):
        shared = Gateway.objects.of(below).filter(id=gateway_id)
        assert shared.count() == 1
        assert shared._raw_delete(shared.db) == 0
        assert shared.update(name="Meins") == 0
