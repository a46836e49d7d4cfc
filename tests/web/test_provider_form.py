"""The page on which an instance names the provider at which its people sign in."""

import pytest
from django.test import Client
from django.urls import reverse

from progres.accounts.access import VIEWING, Permission
from progres.accounts.models import IdentityProvider
from progres.accounts.role_actions import create_role
from progres.accounts.single_sign_on import (
    issuers_of_the_house,
    reseal_providers,
    secret_of,
    set_provider,
)
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.kit.secrets import MasterKeys, new_master_key
from progres.web.single_sign_on import callback_url
from tests.web.conftest import Browser
from tests.world import NOON, World, keep

SECRET = "a secret of the client"  # noqa: S105 of nobody


def test_who_may_enters_the_provider_and_the_secret_is_not_shown(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    page = reverse("web:single_sign_on", args=[world.musterstadt.id])
    sent = {
        "issuer": "http://login.example.org/",
        "client_id": "progres",
        "secret": "a secret of the client",
        "words": "City account",
    }

    olga.post(page, sent)
    olga.post(page, {**sent, "secret": "", "words": "Town account"})

    shown = olga.get(page)
    with scoped(world.olga.scope):
        stored = IdentityProvider.objects.of(world.olga.scope).get()
        entries = AuditEntry.objects.filter(action="identity_provider.changed")
        details = [entry.details for entry in entries.order_by("id")]
        assert issuers_of_the_house() == []
    with scoped(world.otto.scope):
        assert issuers_of_the_house() == ["http://login.example.org"]
    assert secret_of(stored) == sent["secret"]
    assert sent["secret"] not in shown.text
    assert sent["secret"] not in repr(details)
    assert callback_url(stored.place) in shown.text
    assert details[1] == {"words": ["City account", "Town account"]}
    olga.post(page, {"remove": "yes"})
    assert (
        Client().get(reverse("account_login_at", args=[stored.place])).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer": "ftp://login.example.org"}, "is not the address of a provider"),
        ({"issuer": "login"}, "is not the address of a provider"),
        ({"issuer": "http://["}, "is not the address of a provider"),
        ({"secret": ""}, "needs the secret"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    world: World, browser: Browser, changes: dict[str, str], words: str
) -> None:
    sent = {
        "issuer": "https://login.example.org",
        "client_id": "progres",
        "secret": "a secret",
        "words": "City account",
    }
    page = reverse("web:single_sign_on", args=[world.musterstadt.id])

    answer = browser(world.olga).post(page, {**sent, **changes})

    assert words in answer.text


def test_without_https_no_provider_is_asked_by_an_installation_that_has_it(
    world: World, browser: Browser, settings: object
) -> None:
    settings.BASE_URL = "https://progres.example.org"  # type: ignore[attr-defined]
    sent = {
        "issuer": "http://login.example.org",
        "client_id": "progres",
        "secret": "a secret",
        "words": "City account",
    }
    page = reverse("web:single_sign_on", args=[world.musterstadt.id])

    answer = browser(world.olga).post(page, sent)

    assert "is not the address of a provider" in answer.text


def test_the_secret_can_be_sealed_anew(world: World, settings: object) -> None:
    with scoped(world.olga.scope):
        set_provider(
            issuer="https://login.example.org",
            client_id="progres",
            secret=SECRET,
            words="City account",
            by=world.olga,
            at=NOON,
        )
    old: MasterKeys = settings.MASTER_KEYS  # type: ignore[attr-defined]
    new = MasterKeys((MasterKeys.parse(new_master_key()).keys[0], *old.keys))

    with scoped(world.olga.scope):
        assert (reseal_providers(new), reseal_providers(new)) == (1, 0)
        settings.MASTER_KEYS = MasterKeys(new.keys[:1])  # type: ignore[attr-defined]
        stored = IdentityProvider.objects.of(world.olga.scope).get()
        assert secret_of(stored) == SECRET


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("instance-admin", "rights that you do not have"),
        ("viewer", "has or will have an account here"),  # whoever is invited later
    ],
)
def test_who_may_not_act_on_all_accounts_enters_no_provider(
    world: World, browser: Browser, other: str, said: str
) -> None:
    """Whose provider it is, that person could sign in as everybody."""
    with scoped(world.olga.scope):
        role = create_role(
            name="Sign-in",
            permissions=[p.value for p in (*VIEWING, Permission.SIGN_IN_EDIT)],
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
    world.rita.user.role = role.slug
    world.olga.user.role = other
    keep(world.rita.user)
    keep(world.olga.user)
    sent = {
        "issuer": "https://login.example.org",
        "client_id": "progres",
        "secret": SECRET,
        "words": "City account",
    }
    page = reverse("web:single_sign_on", args=[world.musterstadt.id])

    assert said in browser(world.rita).post(page, sent).text
    with scoped(world.olga.scope):
        assert not IdentityProvider.objects.of(world.olga.scope).exists()
