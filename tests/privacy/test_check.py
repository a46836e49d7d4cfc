from collections.abc import Iterable
from dataclasses import replace

import pytest

from progres.kit.datamap import (
    Basis,
    Controller,
    Entry,
    Kind,
    Origin,
    Personal,
    Retention,
    Store,
    Subject,
)
from progres.privacy.check import (
    declaration_problems,
    file_problems,
    place_problems,
    table_problems,
)

NAMES = Personal(
    kind=Kind.ACCOUNT,
    subjects=(Subject.ACCOUNT_HOLDER,),
    purpose="Greet people by name.",
    basis=Basis.CONTRACT,
    controller=Controller.OPERATOR,
    origins=(Origin.CUSTOMER,),
)
PERSON = Entry(
    store=Store.TABLE,
    place="person",
    purpose="Know people.",
    retention=Retention(event="the person leaves"),
    plain=("id",),
    personal={NAMES: ("name",)},
)


def only(problems: Iterable[str]) -> str:
    (problem,) = problems
    return problem


def test_a_map_that_says_what_there_is_has_no_problems() -> None:
    assert not [
        *declaration_problems([PERSON]),
        *table_problems([PERSON], {"person": {"id", "name"}}),
    ]


def test_a_new_column_must_be_declared() -> None:
    problem = only(table_problems([PERSON], {"person": {"id", "name", "birthday"}}))
    assert problem.startswith("The column person.birthday is not declared; say in")


def test_a_column_that_is_gone_must_go_from_the_map() -> None:
    problem = only(table_problems([PERSON], {"person": {"id"}}))
    assert problem == "The column person.name is declared but gone; remove it."


def test_a_new_table_must_be_declared() -> None:
    found = {"person": {"id", "name"}, "pet": {"owner"}}
    problem = only(table_problems([PERSON], found))
    assert problem.startswith("The table pet is not declared; add an entry with its")


def test_a_table_that_is_gone_must_go_from_the_map() -> None:
    problem = only(table_problems([PERSON], {}))
    assert problem == "The table person is declared but gone; remove its entry."


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(PERSON, purpose=" "), "has no purpose"),
        (replace(PERSON, retention=Retention(event="")), "has no retention"),
        (replace(PERSON, plain=("id", "name")), "declares name 2 times"),
        (
            replace(PERSON, personal={replace(NAMES, subjects=()): ("name",)}),
            "fields name: personal of nobody",
        ),
        (
            replace(PERSON, personal={replace(NAMES, purpose=""): ("name",)}),
            "fields name: personal without a purpose",
        ),
        (
            replace(PERSON, personal={replace(NAMES, kind=None): ("name",)}),
            "fields name: of no kind",
        ),
        (
            replace(PERSON, personal={replace(NAMES, origins=()): ("name",)}),
            "fields name: without an origin",
        ),
        (
            replace(
                PERSON,
                personal={replace(NAMES, origins=(Origin.PERSON,)): ("name",)},
            ),
            "fields name: from the person; say what happens when",
        ),
        (
            replace(
                PERSON,
                personal={replace(NAMES, retention=Retention(event="")): ("name",)},
            ),
            "fields name: an empty retention",
        ),
    ],
)
def test_a_declaration_must_say_something(entry: Entry, words: str) -> None:
    assert words in only(declaration_problems([entry]))


def test_a_place_is_declared_once() -> None:
    problem = only(declaration_problems([PERSON, PERSON]))
    assert problem == "The table person is declared 2 times; keep one entry."


def test_a_cookie_that_nobody_declared_is_found() -> None:
    problem = only(place_problems([PERSON], Store.COOKIE, iter(["tracker"])))
    assert problem.startswith("The cookie tracker is not declared;")


def test_a_cookie_that_nobody_sets_must_go_from_the_map() -> None:
    cookie = replace(PERSON, store=Store.COOKIE, place="greeting")
    problem = only(place_problems([PERSON, cookie], Store.COOKIE, []))
    assert problem == (
        "The cookie greeting is declared but nothing uses it; remove its entry."
    )


def test_a_file_must_match_a_declared_path() -> None:
    files = replace(PERSON, store=Store.FILE, place="letters/*.txt")
    found = ["letters/to-olga.txt", "letters/to-olga.html", "diary.txt"]
    problems = list(file_problems([files], found))
    assert [problem.split()[2] for problem in problems] == [
        "diary.txt",
        "letters/to-olga.html",
    ]
