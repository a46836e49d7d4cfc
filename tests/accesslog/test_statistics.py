"""What remains of requests names nobody."""

from datetime import timedelta

import psycopg
import pytest

from progres.accesslog.rules import count, line_of
from tests.accesslog.setting import PEER, Setting, exchange
from tests.world import NOON

EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
OWN_MAKE = "Erika-Mustermann-Bot/1.0 (+mailto:erika@example.org)"


def clients(*agents: str) -> dict[tuple[str, str], int]:
    lines = (line_of(exchange(agent=agent), behind_proxy=False) for agent in agents)
    return {(kind, family): n for (_, kind, family), n in count(lines).clients.items()}


def test_requests_are_added_up_by_hour_page_and_status(setting: Setting) -> None:
    device = "/i/{tenant_id}/devices/{device_id}/"
    setting.note(
        exchange(route=device, path="/i/1/devices/7/", answer_s=0.01),
        exchange(route=device, path="/i/2/devices/8/", answer_s=0.05),
        exchange(route=device, status=404),
        exchange(route=device, at=NOON + timedelta(minutes=59)),
    )
    setting.note(exchange(route=device, at=NOON + timedelta(hours=1)))

    found = setting.rows("access_statistics")

    assert [tuple(row.values()) for row in found] == [
        (NOON, device, 2, 3, 80, 50, 300),
        (NOON, device, 4, 1, 20, 20, 100),
        (NOON + timedelta(hours=1), device, 2, 1, 20, 20, 100),
    ]


def test_browsers_and_systems_are_counted_by_day_apart_from_pages(
    setting: Setting,
) -> None:
    setting.note(exchange(), exchange(at=NOON + timedelta(hours=5)))
    setting.note(exchange(agent=EDGE))

    found = setting.rows("access_clients")

    assert [tuple(row.values()) for row in found] == [
        (NOON.date(), "browser", "Edge", 1),
        (NOON.date(), "browser", "Firefox", 2),
        (NOON.date(), "system", "Linux", 2),
        (NOON.date(), "system", "Windows", 1),
    ]


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (EDGE, "Edge", "Windows"),
        (IPHONE, "Safari", "iOS"),
        (OWN_MAKE, "", ""),
        ("", "", ""),
    ],
)
def test_a_browser_of_somebodys_own_is_counted_among_the_others(
    agent: str, browser: str, system: str
) -> None:
    assert clients(agent) == {("browser", browser): 1, ("system", system): 1}


def test_nothing_that_a_person_sends_or_is_sent_stands_in_statistics(
    setting: Setting,
) -> None:
    setting.get(
        "/i/4711/devices/?q=Erika",
        "/Mustermann/",
        user_agent=OWN_MAKE,
        referer="https://erika.example.org/",
        accept_language="gsw-CH",
    )

    found = str([setting.rows("access_statistics"), setting.rows("access_clients")])

    for secret in (PEER, "4711", "rika", "ustermann", "example", "gsw"):
        assert secret not in found


def test_writers_at_the_same_time_lose_no_count(setting: Setting) -> None:
    """A second process has counted the same hour, and commits first."""
    setting.note(exchange(route="/a/"))
    with psycopg.connect(setting.urls.web) as other:
        other.execute("update access_statistics set requests = requests + 10")
    setting.note(exchange(route="/a/"))
    assert setting.rows("access_statistics")[0]["requests"] == 12
