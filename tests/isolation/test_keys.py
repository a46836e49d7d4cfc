"""What a session, and a key that may only read, can do at the API."""

from collections.abc import Mapping
from dataclasses import replace

from tests.isolation.asking import askings_of_endpoints, differences
from tests.isolation.conftest import Estate
from tests.isolation.served import Asker, Served
from tests.isolation.snapshot import snapshot


def test_a_session_reads_what_a_key_of_the_person_reads_that_may_only_read(
    estate: Estate, browsers: Mapping[str, Asker]
) -> None:
    askings = (
        replace(asking, expected="403")
        if asking.person != "nobody" and not asking.row.needs.endswith(".view")
        else asking
        for asking in askings_of_endpoints(estate.homes, reading=True)
        if asking.home.name == "own"
    )

    found = differences(askings, browsers, estate.homes)

    assert not found, found


def test_a_session_changes_nothing(
    estate: Estate, browsers: Mapping[str, Asker]
) -> None:
    askings = (
        replace(asking, expected="401")
        for asking in askings_of_endpoints(estate.homes, reading=False)
        if asking.person == "instance-admin"
    )
    before = snapshot(estate.urls.owner)

    assert not (found := differences(askings, browsers, estate.homes)), found
    assert snapshot(estate.urls.owner) == before


def test_a_key_that_may_only_read_changes_nothing(
    estate: Estate, served: Served
) -> None:
    askings = (
        replace(asking, expected="403")
        for asking in askings_of_endpoints(estate.homes, reading=False)
        if asking.person == "instance-admin"
    )
    callers = {"instance-admin": served.caller(estate.read_only_key)}
    before = snapshot(estate.urls.owner)

    assert not (found := differences(askings, callers, estate.homes)), found
    assert snapshot(estate.urls.owner) == before
