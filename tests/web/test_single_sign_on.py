"""Single sign-on at a real provider in a process of its own."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from progres.accounts.lookups import account_with_address
from progres.accounts.membership import Membership
from progres.accounts.models import Grant, Invitation
from progres.accounts.people import PersonFields
from progres.accounts.single_sign_on import (
    set_provider,
)
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.notifications.account_mails import invite
from progres.tenants.models import Tenant
from progres.web.single_sign_on import callback_url
from tests.web.conftest import Browser
from tests.web.openid_provider import CLIENT_ID, CLIENT_SECRET, PASSWORD, PROVIDER
from tests.web.second_factors import set_up_app
from tests.world import NOON, World

REFUSED = "did not name anybody who may sign in here"


@dataclass(frozen=True)
class RealProvider:
    """The process, and where it keeps what it knows of us."""

    issuer: str
    database: Path

    def send_back_to(self, address: str) -> None:
        with sqlite3.connect(self.database) as database:
            database.execute(
                "update allauth_idp_oidc_client set redirect_uris = ?", [address]
            )

    def rename(self, before: str, after: str) -> None:
        """Give a person of the provider another address."""
        with sqlite3.connect(self.database) as database:
            for table in ("auth_user", "account_emailaddress"):
                database.execute(
                    f"update {table} set email = ? where email = ?",  # noqa: S608
                    [after, before],
                )


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    folder = tmp_path_factory.mktemp("provider")
    command = [sys.executable, "-m", "tests.web.openid_provider", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield RealProvider(f"http://localhost:{port}", folder / PROVIDER)
        process.terminate()


@pytest.fixture(autouse=True)
def no_counters() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def named_as_internal(settings: Settings) -> None:
    """The provider stands on this machine, and the operator has said so."""
    settings.INTERNAL_HOSTS = frozenset({"localhost", "127.0.0.1"})


def let_in(provider: RealProvider, by: Membership, issuer: str = "") -> str:
    """Let a member's instance use the provider; return the place of its page."""
    with scoped(by.scope):
        made = set_provider(
            issuer=issuer or provider.issuer,
            client_id=CLIENT_ID,
            secret=CLIENT_SECRET,
            words="Sign in with the city account",
            by=by,
            at=NOON,
        )
    provider.send_back_to(callback_url(made.place))
    return made.place


def address(name: str, place: str) -> str:
    return reverse(name, kwargs={"provider_id": place})


def come_from(place: str, email: str) -> tuple[Client, str]:
    """Go to the provider as a person, sign in there, and come back."""
    client = Client(headers={"Accept-Language": "en"})
    outside = requests.Session()
    asked = client.get(address("openid_connect_login", place))
    form = outside.get(asked.headers["Location"], timeout=10)
    answer = outside.post(
        form.url,
        {"login": email, "password": PASSWORD},
        allow_redirects=False,
        timeout=10,
    )
    while not answer.headers["Location"].startswith("http://localhost:8000/"):
        target = requests.compat.urljoin(answer.url, answer.headers["Location"])  # type: ignore[attr-defined]
        answer = outside.get(target, allow_redirects=False, timeout=10)
    back = answer.headers["Location"].removeprefix("http://localhost:8000")
    arrived = client.get(back)
    return client, arrived.text or arrived.headers["Location"]


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def actions(world: World) -> list[str]:
    with scoped(world.everything):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def invited(world: World, tenant: Tenant, by: Membership, email: str) -> None:
    fields = PersonFields(
        email=email, first_name="Klara", last_name="Lenz", role="viewer"
    )
    with scoped(by.scope):
        invite(fields, tenant=tenant, by=by, at=NOON)


def test_who_has_an_account_signs_in_at_the_provider(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.olga)

    page = Client().get(address("account_login_at", place))
    rita, _ = come_from(place, "rita@example.org")
    again, _ = come_from(place, "rita@example.org")

    assert "Sign in with the city account" in page.text
    assert is_in(rita)
    assert is_in(again)
    assert actions(world)[-2:] == ["session.started"] * 2


def test_an_open_invitation_is_accepted_by_it(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.olga)
    invited(world, world.bad, world.olga, "Klara.Lenz@example.org")

    klara, _ = come_from(place, "klara.lenz@example.org")

    user = account_with_address("klara.lenz@example.org")
    assert user is not None
    assert (user.tenant_id, user.has_usable_password()) == (world.bad.id, False)
    assert is_in(klara)
    assert actions(world)[-2:] == ["user.activated", "session.started"]
    with scoped(world.everything):
        assert not Invitation.objects.of(world.everything).exists()
    changed = klara.get(reverse("account_change_password"), follow=True)
    assert changed.redirect_chain[-1][0] == reverse("account_reset")


@pytest.mark.parametrize(
    "email",
    [
        "klara.lenz@example.org",  # invited by nobody
        "nora@example.org",  # of the sibling
        "otto@example.org",  # of the instance above
        "olga@example.org",  # whose address the provider has not verified
    ],
)
def test_nobody_else_comes_in(world: World, provider: RealProvider, email: str) -> None:
    place = let_in(provider, world.olga)
    before = account_with_address("klara.lenz@example.org")

    client, told = come_from(place, email)

    assert REFUSED in told
    assert not is_in(client)
    assert before is None
    assert account_with_address("klara.lenz@example.org") is None
    assert "session.started" not in actions(world)


def test_an_invitation_to_the_sibling_is_not_accepted_here(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.olga)
    invited(world, world.nord, world.nora, "klara.lenz@example.org")

    assert REFUSED in come_from(place, "klara.lenz@example.org")[1]


def test_who_has_an_account_elsewhere_agrees_there_and_not_here(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.olga)
    invited(world, world.bad, world.olga, "nora@example.org")

    assert REFUSED in come_from(place, "nora@example.org")[1]
    with scoped(world.everything):
        assert Invitation.objects.of(world.everything).count() == 1


def test_who_acts_elsewhere_too_does_not_sign_in_by_a_provider_here(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.olga)
    with scoped(world.everything):
        Grant.objects.create(
            user=world.rita.user, tenant=world.nord, role="viewer", created_at=NOON
        )

    client, _ = come_from(place, "rita@example.org")
    assert not is_in(client)


def test_the_operators_provider_signs_in_nobody_of_a_customer(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.otto)

    client, _ = come_from(place, "rita@example.org")

    assert not is_in(client)


def test_a_second_factor_is_asked_for_all_the_same(
    world: World, provider: RealProvider, browser: Browser
) -> None:
    place = let_in(provider, world.olga)
    set_up_app(browser(world.rita))

    rita, told = come_from(place, "rita@example.org")

    assert told == reverse("mfa_authenticate")
    assert not is_in(rita)
    assert rita.get(reverse("mfa_authenticate")).status_code == 200


def test_once_it_is_known_whom_the_provider_means_the_address_decides_nothing(
    world: World, provider: RealProvider
) -> None:
    place = let_in(provider, world.olga)
    come_from(place, "rita@example.org")

    provider.rename("rita@example.org", "rita.winkler@example.org")
    provider.rename("klara.lenz@example.org", "rita@example.org")
    try:
        same, _ = come_from(place, "rita.winkler@example.org")
        other, told = come_from(place, "rita@example.org")
    finally:
        provider.rename("rita@example.org", "klara.lenz@example.org")
        provider.rename("rita.winkler@example.org", "rita@example.org")

    assert is_in(same)
    assert not is_in(other)
    assert REFUSED in told


def test_a_disabled_account_stays_outside(world: World, provider: RealProvider) -> None:
    place = let_in(provider, world.olga)
    world.rita.user.is_active = False
    with scoped(world.rita.scope):
        world.rita.user.save()

    assert REFUSED in come_from(place, "rita@example.org")[1]


def test_a_provider_that_names_itself_otherwise_is_not_trusted(
    world: World, provider: RealProvider
) -> None:
    other = provider.issuer.replace("localhost", "127.0.0.1")
    place = let_in(provider, world.olga, other)

    answer = Client().get(address("openid_connect_login", place))

    assert answer.status_code == 403


@pytest.mark.parametrize("query", ["", "?code=x&state=x", "?error=access_denied"])
def test_who_was_not_sent_comes_back_to_nothing(
    world: World, provider: RealProvider, query: str
) -> None:
    place = let_in(provider, world.olga)

    back = Client().get(address("openid_connect_callback", place) + query)

    assert back.status_code == 403
