"""Second factors: an app, recovery codes, and the way in with them."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from progres.accounts.role_actions import create_role
from progres.accounts.second_factors import open_secret, reseal_factors
from progres.audit.queries import Question, find_events
from progres.database.scope import scoped, signing_in
from progres.kit.secrets import MasterKeys, UnknownMasterKey, new_master_key
from tests.web.conftest import Browser
from tests.web.second_factors import code_of, set_up_app, show_again
from tests.world import NOON, PASSWORD, World, keep

CODE = re.compile(r"<code>(\d{8})</code>")
LOGIN = {"login": "olga@example.org", "password": PASSWORD}


@pytest.fixture(autouse=True)
def no_counters() -> None:
    cache.clear()


def actions(world: World) -> list[str]:
    scope = world.everything
    with scoped(scope):
        found = find_events(scope, Question(tenant_ids=scope.tenant_ids), limit=50)
    return [event.action for event in found[::-1] if event.tenant_id != 0]


def noted(world: World, *wanted: str) -> list[str]:
    return [action for action in actions(world) if action in wanted]


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_with_an_app_the_password_alone_does_not_sign_in(
    world: World, browser: Browser
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        secret = set_up_app(browser(world.olga))
        clock.shift(timedelta(minutes=1))
        client = Client(headers={"Accept-Language": "en"})

        entered = client.post(reverse("account_login"), LOGIN)
        assert entered.headers["Location"] == reverse("mfa_authenticate")
        assert not is_in(client)
        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "This was not accepted" in wrong.text
        assert not is_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert is_in(client)

    assert noted(world, "second_factor.added", "sign_in.failed", "session.started") == [
        *("second_factor.added", "sign_in.failed", "session.started"),
    ]


def test_a_code_is_good_for_one_sign_in(world: World, browser: Browser) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        secret = set_up_app(browser(world.olga))
        clock.shift(timedelta(minutes=1))
        first, second = Client(), Client()
        for client in (first, second):
            client.post(reverse("account_login"), LOGIN)
            client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert (is_in(first), is_in(second)) == (True, False)


def test_recovery_codes_are_shown_once_and_each_signs_in_once(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    set_up_app(olga)
    codes = CODE.findall(olga.get(reverse("mfa_view_recovery_codes")).text)
    again = olga.get(reverse("mfa_view_recovery_codes"))

    ins = []
    for _ in range(2):
        client = Client()
        client.post(reverse("account_login"), LOGIN)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        ins.append(is_in(client))

    assert len(set(codes)) == 10
    assert CODE.findall(again.text) == []
    assert "cannot be shown again" in again.text
    assert ins == [True, False]
    assert "9 codes are left" in olga.get(reverse("mfa_index")).text


def test_new_codes_end_the_old_ones(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    set_up_app(olga)
    old = CODE.findall(olga.get(reverse("mfa_view_recovery_codes")).text)

    made = olga.post(reverse("mfa_generate_recovery_codes"), follow=True)

    new = CODE.findall(made.text)
    assert len(new) == 10
    assert not set(old) & set(new)
    assert noted(world, "recovery_codes.renewed") == ["recovery_codes.renewed"]


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"]
)
def test_who_it_is_must_be_shown_again_after_five_minutes(
    world: World, browser: Browser, name: str
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        olga = browser(world.olga)
        if name != "mfa_activate_totp":
            set_up_app(olga)
        clock.shift(timedelta(minutes=6))
        asked = olga.get(reverse(name))
        sent = olga.post(reverse(name))
        wrong = olga.post(reverse("account_reauthenticate"), {"password": "wrong"})

        assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
        assert sent.status_code == 302
        assert "The password is wrong." in wrong.text
        show_again(olga)
        assert olga.get(reverse(name)).status_code == 200


def test_without_the_app_the_codes_end_and_the_password_is_enough(
    world: World, browser: Browser
) -> None:
    olga, client = browser(world.olga), Client()
    set_up_app(olga)

    olga.post(reverse("mfa_deactivate_totp"))
    client.post(reverse("account_login"), LOGIN)

    assert is_in(client)
    assert "Make new codes" not in olga.get(reverse("mfa_index")).text
    assert noted(world, "second_factor.removed") == ["second_factor.removed"]


def test_another_persons_passkey_is_none(world: World, browser: Browser) -> None:
    passkey = Authenticator(
        user_id=world.nora.user.id, type="webauthn", data={"name": "Nora's"}
    )
    with signing_in():
        passkey.save()
    olga = browser(world.olga)
    show_again(olga)
    address = reverse("mfa_remove_webauthn", args=[passkey.id])

    assert olga.get(address).status_code == 404
    assert olga.post(address).status_code == 404


def test_second_factors_are_seen_where_their_account_is(
    world: World, browser: Browser
) -> None:
    set_up_app(browser(world.olga))

    with scoped(world.olga.scope):
        assert Authenticator.objects.count() == 2
    with scoped(world.nora.scope):
        assert Authenticator.objects.count() == 0
    assert Authenticator.objects.count() == 0


def test_who_has_fewer_rights_takes_no_second_factor_away(
    world: World, browser: Browser
) -> None:
    set_up_app(browser(world.olga))
    with scoped(world.olga.scope):
        role = create_role(
            name="Helpdesk",
            permissions=["users.view", "users.edit"],
            tenant=world.musterstadt,
            by=world.olga,
            at=NOON,
        )
    world.rita.user.role = role.slug
    keep(world.rita.user)

    ids = [world.musterstadt.id, world.olga.user.id]
    browser(world.rita).post(reverse("web:user_second_factor", args=ids))

    with scoped(world.olga.scope):
        assert Authenticator.objects.count() == 2


def test_secrets_are_sealed_and_can_be_sealed_anew(
    world: World, browser: Browser, settings: object
) -> None:
    secret = set_up_app(browser(world.olga))
    master_keys: MasterKeys = settings.MASTER_KEYS  # type: ignore[attr-defined]
    new = MasterKeys((MasterKeys.parse(new_master_key()).keys[0], *master_keys.keys))

    with signing_in():
        stored = json.dumps([a.data for a in Authenticator.objects.all()])
        assert secret not in stored
        assert (reseal_factors(new), reseal_factors(new)) == (2, 0)
        app = Authenticator.objects.get(type="totp")
        with pytest.raises(UnknownMasterKey):
            open_secret(app.data["secret"])
        settings.MASTER_KEYS = MasterKeys(new.keys[:1])  # type: ignore[attr-defined]
        assert open_secret(app.data["secret"]) == secret


def test_a_passkey_that_is_none_signs_nobody_in(world: World) -> None:
    client = Client(headers={"Accept-Language": "en"})
    login = reverse("mfa_login_webauthn")
    options = client.get(login, headers={"Accept": "application/json"}).json()

    for forged in ("{}", json.dumps({"id": "AA", "response": {}}), "none"):
        client.post(login, {"credential": forged})

    wanted = options["request_options"]["publicKey"]
    assert wanted["userVerification"] == "required"
    assert wanted["rpId"] == "localhost"
    assert not is_in(client)


def test_the_picture_of_the_secret_needs_no_style(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    show_again(olga)

    page = olga.get(reverse("mfa_activate_totp")).text

    picture = page[page.index("<svg", page.index("qr-code")) :]
    picture = picture[: picture.index("</svg>")]
    assert "style" not in picture
    assert "<script" not in picture
