"""What is another instance's is answered exactly as what does not exist."""

from collections.abc import Iterator, Mapping

import pytest

from tests.isolation.conftest import Estate
from tests.isolation.endpoints import ENDPOINTS
from tests.isolation.forms import forms_in
from tests.isolation.matrix import page_address, rows_of_pages
from tests.isolation.places import Reader
from tests.isolation.served import Answer, Asker, Served
from tests.isolation.spellings import spellings
from tests.isolation.table import Kind
from tests.isolation.tree import Home
from tests.isolation.twins import (
    ID_OF,
    NO_IDS,
    Twin,
    about,
    body_fields,
    numbers_in,
    query_fields,
    twins_of_addresses,
    twins_of_bodies,
    twins_of_questions,
)

OTHERS = ("sibling", "group")


@pytest.fixture
def reader(estate: Estate, served: Served) -> Reader:
    """Who may do everything in `own`."""
    return estate.reader("instance-admin", served)


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest, estate: Estate) -> Home:
    home: Home = estate.homes[request.param]
    return home


def unlike(twins: Iterator[Twin]) -> str:
    return "\n".join(told for twin in twins if (told := twin.difference()))


def test_ids_in_addresses(reader: Reader, estate: Estate, other: Home) -> None:
    twins = twins_of_addresses(reader, estate.homes["own"], other)

    assert not (told := unlike(twins)), told


def test_ids_in_bodies_and_queries(reader: Reader, estate: Estate, other: Home) -> None:
    twins = twins_of_bodies(reader, estate.homes["own"], other)

    assert not (told := unlike(twins)), told


def test_every_number_of_the_document_is_an_id_that_is_known_here_or_none() -> None:
    numbers = {
        field
        for name in ENDPOINTS
        for fields in (body_fields(name), query_fields(name))
        for field in numbers_in(fields)
    }

    assert numbers <= ID_OF.keys() | NO_IDS


def test_ids_that_pages_are_asked(reader: Reader, estate: Estate, other: Home) -> None:
    twins = twins_of_questions(reader, estate.homes["own"], other)

    assert not (told := unlike(twins)), told


def test_ids_in_the_lists_of_forms(reader: Reader, estate: Estate, other: Home) -> None:
    found: set[str] = set()

    def twins() -> Iterator[Twin]:
        for name, row in rows_of_pages(Kind.FORM):
            address = page_address(name, row, estate.homes["own"])
            for form in forms_in(reader.browser.ask("GET", address).body):
                for field in form.id_fields:
                    found.add(field)

                    def send(
                        value: str,
                        address: str = address,
                        values: Mapping[str, str] = form.values,
                        field: str = field,
                    ) -> Answer:
                        return reader.browser.ask(
                            "POST", address, form={**values, field: value}
                        )

                    yield about(name, field, other, send)

    assert not (told := unlike(twins())), told
    assert found == {
        *("tenant", "device_type", "asset_id", "concerned", "responsible_id")
    }


def test_euis_and_addresses_that_another_instance_uses(
    reader: Reader, estate: Estate, browsers: Mapping[str, Asker]
) -> None:
    asked = spellings(reader, browsers["nobody"], estate.homes["own"])

    twins = (
        Twin(what=what, foreign=foreign, missing=missing, ask=ask)
        for what, (foreign, missing), ask in asked
    )

    assert not (told := unlike(twins)), told
