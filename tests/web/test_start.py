"""Where people arrive, whatever they may see."""

import pytest
from django.urls import reverse

from progres.accounts.role_actions import create_role
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import NOON, World, keep


def rita_as(world: World, role: str) -> None:
    world.rita.user.role = role
    keep(world.rita.user)


def composed(world: World, *permissions: str) -> str:
    with scoped(world.olga.scope):
        role = create_role(
            name="Rolle",
            permissions=permissions,
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
    return role.slug


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("viewer", "web:overview"),
        ("auditor", "web:audit"),
        ("privacy-officer", "web:user_list"),
    ],
)
def test_everybody_arrives_at_a_page_that_he_may_see(
    world: World, browser: Browser, role: str, page: str
) -> None:
    rita_as(world, role)

    arrived = browser(world.rita).get("/", follow=True)

    assert arrived.status_code == 200
    assert arrived.request["PATH_INFO"] == reverse(page, args=[world.musterstadt.id])


def test_pages_lead_nobody_where_he_is_refused(world: World, browser: Browser) -> None:
    rita_as(world, "auditor")
    page = browser(world.rita).get("/", follow=True).text

    for name in ("device_list", "alarm_list", "rule_list", "user_list", "live"):
        assert reverse(f"web:{name}", args=[world.musterstadt.id]) not in page


def test_who_has_no_right_is_refused_and_told_so(
    world: World, browser: Browser
) -> None:
    rita_as(world, "role-999999")

    assert browser(world.rita).get("/", follow=True).status_code == 403


def test_without_the_right_to_values_a_device_is_described(
    world: World, browser: Browser
) -> None:
    rita_as(world, composed(world, "devices.view"))
    rita, ids = browser(world.rita), [world.musterstadt.id, world.device.id]

    page = rita.get(reverse("web:device", args=ids)).text

    assert world.device.dev_eui in page
    for name in ("device_alarms", "device_radio"):
        address = reverse(f"web:{name}", args=ids)
        assert address not in page
        assert rita.get(address).status_code == 403
    overview = rita.get("/", follow=True).text
    assert "Open alarms" not in overview


def test_a_right_brings_those_along_that_it_builds_on(
    world: World, browser: Browser
) -> None:
    rita_as(world, composed(world, "alarms.acknowledge"))

    page = browser(world.rita).get(
        reverse("web:alarm_list", args=[world.musterstadt.id])
    )

    assert page.status_code == 200
