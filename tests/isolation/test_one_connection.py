"""One connection to the database, used by two persons by turns, carries nothing over."""

from dataclasses import replace

import psycopg

from tests.isolation.conftest import Estate
from tests.isolation.marks import foreign_in, foreign_marks
from tests.isolation.served import Served, stream


def test_two_persons_by_turns_see_nothing_of_each_other(
    served: Served, estate: Estate
) -> None:
    own, sibling = estate.homes["own"], estate.homes["sibling"]
    turns = zip(
        estate.reader("instance-admin", served).read(own, own),
        estate.reader("sibling", served).read(sibling, sibling),
        strict=True,
    )
    marks = [foreign_marks(who, estate.homes) for who in ("instance-admin", "sibling")]

    found, connections = [], set()
    for turn in turns:
        for (_, place, answer), foreign in zip(turn, marks, strict=True):
            if foreign_in(answer.text, foreign, asked=place):
                found.append(place)
        connections.add(backends(served, estate))

    assert not found
    assert [len(known) for known in connections] == [1]


def test_an_open_page_leaves_the_connection_to_others(
    served: Served, estate: Estate
) -> None:
    own, sibling = estate.homes["own"], estate.homes["sibling"]
    browser = estate.reader("analyst", served).browser
    by_script = replace(browser, headers={**browser.headers, "Accept": "*/*"})

    with stream(by_script, f"/i/{own.tenant.id}/live/"):
        other = estate.reader("sibling", served).browser
        answer = other.ask("GET", f"/i/{sibling.tenant.id}/")

    assert answer.status == 200


def test_a_page_that_is_not_there_needs_no_second_connection(
    served: Served, estate: Estate
) -> None:
    own = estate.homes["own"]
    browser = estate.reader("platform-admin", served).browser

    refused = browser.ask("GET", f"/i/{own.tenant.id}/access-log/")

    assert refused.status == 404


def backends(served: Served, estate: Estate) -> tuple[tuple[object, ...], ...]:
    """The connections of the process for pages and API, each with its beginning."""
    with psycopg.connect(estate.urls.web) as web:
        rows = web.execute(
            "select pid, backend_start from pg_stat_activity"
            " where usename = 'progres_web' and application_name = %s",
            [served.application_name],
        ).fetchall()
    return tuple(rows)
