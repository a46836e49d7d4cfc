"""Contracts, as machines of the operator make and change them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.tenants.contracts import search_contracts
from tests.api.calls import Caller, caller
from tests.world import World

TODAY = timezone.now().date()


@pytest.fixture
def otto(world: World) -> Caller:
    return caller(world.otto)


def contract_of(world: World) -> int:
    with scoped(world.olga.scope):
        return search_contracts(world.olga.scope).get().id


def new_contract(world: World, **changes: object) -> dict[str, object]:
    said: dict[str, object] = {
        "tenant": world.bad.id,
        "number": "V-2026-017",
        "starts_on": "2026-02-01",
        "ends_on": "2030-12-31",
        "kind": "self-run",
        "agreed_accounts": 5,
        "grace_days": 60,
        "processing_agreement_on": "2026-01-15",
        "retention_terms": "Zählerstände acht Jahre.\nRaumklima ein Jahr.",
        "export_accounts": [],
    }
    return {**said, **changes}


def test_a_contract_is_made_changed_and_deleted(world: World, otto: Caller) -> None:
    said = new_contract(world)

    made = otto.post("/contracts", said)

    assert made.status == 201
    assert made.content.items() >= said.items()
    path = f"/contracts/{made.content['id']}"
    assert otto.get(path).content == made.content
    assert otto.patch(path, {"ends_on": None}).content["ends_on"] is None
    with scoped(world.everything):
        entries = AuditEntry.objects.of(world.everything)
        changed = entries.get(action="contract.changed")
    assert changed.details == {"ends_on": ["2030-12-31", None]}
    listed = otto.get("/contracts", tenant=world.bad.id).content["items"]
    assert [item["number"] for item in listed] == ["V-2026-017"]
    assert otto.delete(path).status == 204
    assert otto.get(path).status == 404


def test_the_customer_sees_the_own_contract_and_strangers_do_not(world: World) -> None:
    number = contract_of(world)
    olga, nora, rita = (caller(p) for p in (world.olga, world.nora, world.rita))

    assert olga.get(f"/contracts/{number}").content["number"] == "V-musterstadt"
    assert nora.get(f"/contracts/{number}").status == 404
    assert rita.get(f"/contracts/{number}").status == 403
    assert olga.patch(f"/contracts/{number}", {"agreed_accounts": 9}).status == 403
    assert olga.post("/contracts", new_contract(world)).status == 403
    assert olga.delete(f"/contracts/{number}").status == 403


def test_contracts_of_one_instance_do_not_overlap(world: World, otto: Caller) -> None:
    assert otto.post("/contracts", new_contract(world)).status == 201
    for start, end, status in (
        ("2026-02-01", "2030-12-31", 409),  # sent twice
        ("2030-12-31", None, 409),
        ("2025-01-01", "2026-02-01", 409),
        ("2025-01-01", "2026-01-31", 201),
        ("2031-01-01", None, 201),
    ):
        said = new_contract(world, starts_on=start, ends_on=end)
        assert otto.post("/contracts", said).status == status


@pytest.mark.parametrize(
    "changes",
    [
        {"number": " "},
        {"number": "x" * 61},
        {"number": "V\u202e1"},
        {"number": "<b>"},
        {"retention_terms": "a\x07"},
        {"retention_terms": "x" * 2001},
        {"starts_on": "soon"},
        {"starts_on": "0001-01-01"},
        {"ends_on": "2026-01-31"},
        {"kind": "free"},
        {"agreed_accounts": -1},
        {"agreed_accounts": "many"},
        {"agreed_accounts": None},
        {"grace_days": 29},
        {"export_accounts": [1, 2, 3]},
        {"export_accounts": [2**31 - 1]},
        {"surprise": 1},
    ],
)
def test_what_a_contract_cannot_be_is_refused(
    world: World, otto: Caller, changes: dict[str, object]
) -> None:
    refused = otto.post("/contracts", new_contract(world, **changes))

    assert refused.status == 422
    assert refused.content["detail"].endswith(".")
    assert otto.get("/contracts", tenant=world.bad.id).content["items"] == []


def test_the_operator_needs_no_contract_and_a_stranger_is_not_found(
    world: World, otto: Caller
) -> None:
    own = otto.post("/contracts", new_contract(world, tenant=world.operator.id))
    assert own.status == 422
    nowhere = otto.post("/contracts", new_contract(world, tenant=2**31 - 1))
    assert nowhere.status == 404


def test_fewer_accounts_than_there_are_cannot_be_agreed_on(
    world: World, otto: Caller
) -> None:
    path = f"/contracts/{contract_of(world)}"

    assert otto.patch(path, {"agreed_accounts": 1}).status == 409
    assert otto.patch(path, {"agreed_accounts": 2}).status == 200


def test_the_standing_of_an_instance_follows_its_contract(
    world: World, otto: Caller
) -> None:
    def standing() -> str:
        return str(otto.get(f"/tenants/{world.musterstadt.id}").content["standing"])

    path = f"/contracts/{contract_of(world)}"
    assert standing() == "active"
    for days, expected in ((2, "active"), (-2, "ended"), (-40, "due")):
        otto.patch(path, {"ends_on": f"{TODAY + timedelta(days=days)}"})
        assert standing() == expected
    otto.patch(path, {"starts_on": f"{TODAY + timedelta(days=9)}", "ends_on": None})
    assert standing() == "setup"
    assert otto.get(f"/tenants/{world.operator.id}").content["standing"] == "operator"


def test_more_people_than_agreed_are_refused_here_and_below(
    world: World, otto: Caller
) -> None:
    olga = caller(world.olga)
    klara = {"first_name": "Klara", "last_name": "Lenz", "role": "viewer"}
    otto.patch(f"/contracts/{contract_of(world)}", {"agreed_accounts": 3})

    first = olga.post("/users", {**klara, "email": "a@example.org"})
    second = olga.post(
        "/users", {**klara, "email": "b@example.org", "tenant": world.bad.id}
    )

    assert (first.status, second.status) == (201, 409)
    assert "agrees on 3 accounts" in second.content["detail"]
    assert otto.post("/users", {**klara, "email": "c@example.org"}).status == 201
    olga.delete(f"/users/{first.content['id']}")
    again = olga.post("/users", {**klara, "email": "b@example.org"})
    assert again.status == 201
