"""An instance demands a second factor: of everybody, or of some roles."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from progres.accounts.actions import create_api_key
from progres.accounts.membership import Membership
from progres.accounts.role_actions import create_role
from progres.accounts.sign_in_rules import set_rule
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.web.second_factors import set_up_app
from tests.world import NOON, PASSWORD, World


@pytest.fixture(autouse=True)
def no_counters() -> None:
    cache.clear()


def demand(by: Membership, *roles: str) -> None:
    """Demand a second factor of some roles, without any of everybody."""
    with scoped(by.scope):
        set_rule(everybody=not roles, roles=roles, by=by, at=NOON)


def page_of(who: Membership) -> str:
    return reverse("web:overview", args=[who.tenant.id])


def test_who_owes_one_is_led_to_set_it_up_before_anything_else(
    world: World, browser: Browser
) -> None:
    olga, rita = browser(world.olga), browser(world.rita)
    demand(world.olga)

    led = rita.get(page_of(world.rita), follow=True)
    part = rita.get(page_of(world.rita), headers={"HX-Request": "true"})
    stream = rita.get(
        reverse("web:live", args=[world.musterstadt.id]),
        headers={"Accept": "text/event-stream"},
    )

    assert led.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Your instance demands a second factor" in led.text
    assert part.headers["HX-Redirect"] == reverse("mfa_index")
    assert stream.status_code == 401
    assert rita.post(reverse("account_logout")).status_code == 302
    set_up_app(olga)
    assert olga.get(page_of(world.olga)).status_code == 200


def test_a_rule_holds_below_and_neither_above_nor_beside(
    world: World, browser: Browser
) -> None:
    demand(world.olga)

    statuses = [
        browser(who).get(page_of(who)).status_code
        for who in (world.otto, world.nora, world.olga)
    ]

    assert statuses == [200, 200, 302]


def test_the_operators_rule_holds_everywhere(world: World, browser: Browser) -> None:
    demand(world.otto)

    nora = browser(world.nora)

    assert nora.get(page_of(world.nora)).status_code == 302
    set_up_app(nora)
    page = nora.get(reverse("web:sign_in_rules", args=[world.nord.id]))
    assert "An instance above demands" in page.text


def test_a_rule_can_concern_some_roles_alone(world: World, browser: Browser) -> None:
    demand(world.olga, "instance-admin")

    assert browser(world.rita).get(page_of(world.rita)).status_code == 200
    assert browser(world.olga).get(page_of(world.olga)).status_code == 302


def test_the_session_is_concerned_in_the_api_and_a_key_is_not(
    world: World, browser: Browser
) -> None:
    key = create_api_key(
        email="olga@example.org", name="", read_only=True, expires_at=None, at=NOON
    )
    olga = browser(world.olga)
    demand(world.olga)

    refused = olga.get("/api/v1/devices")
    with_key = Client().get(
        "/api/v1/devices", headers={"Authorization": f"Bearer {key}"}
    )

    assert refused.status_code == 403
    assert "second factor" in refused.json()["detail"]
    assert with_key.status_code == 200


def test_who_may_says_who_needs_one_and_it_is_noted(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    page = reverse("web:sign_in_rules", args=[world.musterstadt.id])

    none = olga.post(page, {"who": "roles"})
    olga.post(page, {"who": "roles", "roles": ["viewer", "analyst"]})

    assert "Choose at least one role." in none.text
    with scoped(world.olga.scope):
        entry = AuditEntry.objects.latest("id")
    assert entry.action == "sign_in_rule.changed"
    assert entry.details == {"roles": [[], ["analyst", "viewer"]]}
    assert browser(world.rita).get(page_of(world.rita)).status_code == 302
    assert browser(world.nora).get(page).status_code == 404


def test_an_administrator_helps_who_lost_the_device(
    world: World, browser: Browser
) -> None:
    set_up_app(browser(world.rita))
    olga, nora = browser(world.olga), browser(world.nora)
    own, strange = (
        reverse("web:user_second_factor", args=[tenant.id, world.rita.user.id])
        for tenant in (world.musterstadt, world.nord)
    )

    assert nora.post(strange).status_code == 404
    answer = olga.post(own, follow=True)

    assert "Rita Sommer signs in with the password alone now." in answer.text
    with scoped(world.olga.scope):
        assert AuditEntry.objects.latest("id").action == "user.viewed"
        assert AuditEntry.objects.filter(action="second_factor.taken_away").exists()
    sent = {"login": "rita@example.org", "password": PASSWORD}
    assert Client().post(reverse("account_login"), sent).headers["Location"] == "/"


def test_nobody_takes_second_factors_of_who_may_do_more(
    world: World, browser: Browser
) -> None:
    set_up_app(browser(world.otto))
    olga = browser(world.olga)
    address = reverse(
        "web:user_second_factor", args=[world.musterstadt.id, world.otto.user.id]
    )

    assert olga.post(address).status_code == 404


def test_a_rule_can_concern_a_role_that_the_instance_composed(
    world: World, browser: Browser
) -> None:
    with scoped(world.olga.scope):
        role = create_role(
            name="Night shift",
            permissions=["devices.view", "alarms.view"],
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
        world.rita.user.role = role.slug
        world.rita.user.save()
    olga = browser(world.olga)
    page = reverse("web:sign_in_rules", args=[world.musterstadt.id])

    assert "Night shift" in olga.get(page).text
    olga.post(page, {"who": "roles", "roles": [role.slug]})

    assert browser(world.rita).get(page_of(world.rita)).headers["Location"] == (
        reverse("mfa_index")
    )
    assert olga.get(page_of(world.olga)).status_code == 200
