"""Pages of the operator about what is asked of the platform."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import World

NAMES = ("access_statistics", "access_log")


def url(world: World, name: str) -> str:
    return reverse(f"web:{name}", args=[world.operator.id])


def ask(path: str = "/i/1/devices/", status: int = 200, ip: str = "192.0.2.7") -> None:
    """Let a request stand in the log and in the statistics, a minute ago."""
    at = timezone.now() - timedelta(minutes=1)
    with connection.cursor() as cursor:
        cursor.execute("select make_access_log_hours(%s, %s)", [at, at])
        cursor.execute(
            "insert into access_log values (%s, 120, %s, 'GET', %s, '/i/{tenant_id}/',"
            " %s, 2048, 'example.org', 'Firefox', '140', 'Linux', 'de-DE', 30, 31)",
            [at, ip, path, status],
        )
        cursor.execute(
            "insert into access_statistics values"
            " (date_trunc('hour', %s), '/i/{tenant_id}/', %s, 3, 90, 40, 2048)",
            [at, status // 100],
        )
        cursor.execute(
            "insert into access_clients values (%s, 'browser', 'Firefox', 3)"
            " on conflict do nothing",
            [at.date()],
        )


def looks(world: World) -> list[tuple[str, object]]:
    with scoped(world.everything):
        entries = AuditEntry.objects.filter(  # tenancy: a test
            action="access_log.viewed", tenant_id=world.operator.id
        )
        return [(entry.actor, entry.details) for entry in entries.order_by("id")]


@pytest.mark.parametrize("name", NAMES)
def test_only_the_operators_staff_sees_it(
    world: World, browser: Browser, name: str
) -> None:
    people = (None, world.nora, world.rita, world.olga, world.otto)
    statuses = [browser(who).get(url(world, name)).status_code for who in people]
    assert statuses == [302, 404, 404, 404, 200]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_log_says_what_will_stand_there(
    world: World, browser: Browser, name: str
) -> None:
    page = browser(world.otto).get(url(world, name)).content.decode()
    assert "A second after a page was opened" in page


@pytest.mark.parametrize("period", ["", "24h", "7d", "12m", "100y"])
def test_statistics_tell_numbers_and_no_address(
    world: World, browser: Browser, period: str
) -> None:
    ask(status=200)
    ask(status=503)

    page = (
        browser(world.otto)
        .get(url(world, "access_statistics"), {"period": period})
        .content.decode()
    )

    assert "/i/{tenant_id}/" in page
    assert "Firefox" in page
    assert "192.0.2.7" not in page
    assert looks(world) == []


def test_the_list_tells_who_asked_for_what_and_how_it_went(
    world: World, browser: Browser
) -> None:
    ask("/i/1/devices/7/", 404)

    page = browser(world.otto).get(url(world, "access_log")).content.decode()

    for fact in (
        "/i/1/devices/7/",
        *("192.0.2.7", "404", "2.0", "31", "Firefox 140"),
        *("Linux", "de-DE", "example.org", "+02:00"),
    ):
        assert fact in page


def test_the_list_is_narrowed_by_address_and_answer(
    world: World, browser: Browser
) -> None:
    ask("/here/", 404, "192.0.2.7")
    ask("/there/", 500, "192.0.2.8")

    def shown(**asked: str) -> tuple[bool, bool]:
        page = browser(world.otto).get(url(world, "access_log"), asked)
        text = page.content.decode()
        return "/here/" in text, "/there/" in text

    assert shown(q="192.0.2.7") == (True, False)
    assert shown(q="/there") == (False, True)
    assert shown(answer="5") == (False, True)
    assert shown(answer="nonsense", page="nonsense") == (True, True)
    assert shown(q="\x00") == (False, False)


def test_each_look_at_the_list_is_in_the_audit_log_without_the_address(
    world: World, browser: Browser
) -> None:
    client = browser(world.otto)
    client.get(url(world, "access_log"))
    client.get(url(world, "access_log"), {"q": "192.0.2.7"})
    assert looks(world) == [
        ("Otto Berger", {"of_one_address": False}),
        ("Otto Berger", {"of_one_address": True}),
    ]


def test_the_navigation_leads_there_in_the_operators_instance_alone(
    world: World, browser: Browser
) -> None:
    client = browser(world.otto)
    for tenant, is_there in ((world.operator, True), (world.musterstadt, False)):
        page = client.get(reverse("web:overview", args=[tenant.id])).content.decode()
        assert ("access-log/" in page) is is_there
