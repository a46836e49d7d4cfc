"""The log of an installation as it is served, and that nothing else tells of requests."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from progres.ops.postgres import urls_of
from tests.installation import Installation, installation
from tests.ops.running import until

CLIENT = "203.0.113.77"
ANOTHER = "203.0.113.78"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    """An installation behind a proxy."""
    with installation(PROGRES_BEHIND_PROXY="true") as made:
        made.start()
        yield made


def ask(place: Installation, path: str, client: str = CLIENT) -> int:
    headers = {"X-Forwarded-For": client, "User-Agent": FIREFOX}
    try:
        with urlopen(Request(place.url + path, headers=headers), timeout=20) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


def log_of(place: Installation, client: str = CLIENT) -> list[tuple[str, str, int]]:
    with psycopg.connect(urls_of(place.data_dir).owner) as owner:
        return owner.execute(
            "select path, route, status from access_log where host(ip) = %s"
            " order by at, path",
            [client],
        ).fetchall()


def lines_elsewhere(place: Installation) -> str:
    """All that is written in files of the installation but the database's own."""
    logs = [*place.data_dir.glob("*.log"), *place.data_dir.glob("metrics/*")]
    logs += (place.data_dir / "postgres").resolve().glob("log/*")
    return "".join(Path(log).read_bytes().decode("latin-1") for log in logs)


def test_every_request_of_people_is_logged_and_stays_out_of_other_logs(
    place: Installation,
) -> None:
    asked = [
        ("/account/login/?next=geheim", 200),
        ("/nothing/?q=geheim", 404),
        ("/static/nothing.js?geheim", 404),
        ("/metrics?geheim", 404),  # refused to strangers
        ("/i/99999/devices/?q=geheim", 200),  # led to the sign-in
    ]
    for path, status in asked:
        assert ask(place, path) == status
    for path in ("/healthz", "/ingest/chirpstack/1?event=up"):
        ask(place, path)

    until(lambda: len(log_of(place)) >= 6)

    assert sorted(log_of(place)) == [
        ("/account/login/", "/account/login/", 200),
        ("/account/login/", "/account/login/", 200),
        ("/i/99999/devices/", "/i/{tenant_id}/devices/", 302),
        ("/metrics", "", 404),
        ("/nothing/", "", 404),
        ("/static/nothing.js", "/static/", 404),
    ]
    everything = lines_elsewhere(place)
    assert "checkpoint" in everything or "ready" in everything
    assert CLIENT not in everything
    assert "geheim" not in everything


def test_what_was_asked_just_before_a_stop_is_logged(place: Installation) -> None:
    ask(place, "/last/words/", ANOTHER)
    assert place.stop() < 10
    place.start()
    assert log_of(place, ANOTHER) == [("/last/words/", "", 404)]
