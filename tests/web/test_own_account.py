"""The page of the own account."""

from django.test import Client
from django.urls import reverse

from progres.accounts.models import User
from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import World

DATA = {
    "first_name": "Rita",
    "last_name": "Winkler",
    "language": "en",
    "company": "Stadtwerke",
    "phone": "",
    "address": "",
}


def test_everybody_corrects_what_is_stored_about_himself(
    world: World, browser: Browser
) -> None:
    rita = browser(world.rita)

    answer = rita.post(reverse("account"), DATA, follow=True)

    with scoped(world.rita.scope):
        user = User.objects.of(world.rita.scope).get(id=world.rita.user.id)
        entry = AuditEntry.objects.latest("id")
    assert "Saved." in answer.text
    assert (user.last_name, user.company) == ("Winkler", "Stadtwerke")
    assert entry.action == "user.changed"
    assert entry.details == {
        "last_name": ["Sommer", "Winkler"],
        "company": ["", "Stadtwerke"],
    }


def test_role_and_address_are_not_ones_own_to_change(
    world: World, browser: Browser
) -> None:
    rita = browser(world.rita)

    rita.post(
        reverse("account"),
        {**DATA, "role": "platform-admin", "email": "new@example.org", "tenant": "1"},
    )

    with scoped(world.rita.scope):
        user = User.objects.of(world.rita.scope).get(id=world.rita.user.id)
    assert (user.role, user.email) == ("viewer", "rita@example.org")


def test_a_name_is_needed(world: World, browser: Browser) -> None:
    answer = browser(world.rita).post(reverse("account"), {**DATA, "last_name": " "})

    assert answer.status_code == 200
    assert "Not saved yet" in answer.text


def test_the_menu_leads_to_the_own_account(world: World, browser: Browser) -> None:
    page = browser(world.rita).get(reverse("web:overview", args=[world.musterstadt.id]))

    assert f'href="{reverse("account")}"' in page.text


def test_who_is_not_signed_in_has_no_account(db: None, client: Client) -> None:
    assert client.get(reverse("account")).status_code == 302
