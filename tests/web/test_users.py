"""Pages of people, as an administrator sees and sends them."""

from django.test import Client
from django.urls import reverse

from progres.accounts.lookups import account_of
from progres.accounts.models import Invitation
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import World

KLARA = {
    "email": "klara.lenz@example.org",
    "first_name": "Klara",
    "last_name": "Lenz",
    "role": "viewer",
    "language": "en",
}


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def invited(world: World) -> list[Invitation]:
    with scoped(world.everything):
        return list(Invitation.objects.of(world.everything))


def test_a_person_is_invited_and_listed(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    page = olga.get(address(world, "user_new")).text
    assert 'value="auditor"' in page
    sent = olga.post(
        address(world, "user_new"), {**KLARA, "tenant": world.bad.id}, follow=True
    )
    assert "An invitation is on its way to klara.lenz@example.org." in sent.text
    assert [person.tenant_id for person in invited(world)] == [world.bad.id]
    assert "Klara Lenz" in olga.get(address(world, "user_list")).text


def test_who_is_known_or_beyond_the_own_rights_is_refused_beside_the_field(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    here = {"tenant": world.musterstadt.id}
    for changes, words in (
        ({"email": "rita@example.org"}, "has an account or an open invitation"),
        ({"role": "platform-admin"}, "Select a valid choice"),
        ({"tenant": world.nord.id}, "Select a valid choice"),
        ({"first_name": ""}, "This field is required"),
    ):
        page = olga.post(address(world, "user_new"), {**KLARA, **here, **changes})
        assert words in page.text
    assert invited(world) == []


def test_an_account_is_changed_disabled_and_erased(
    world: World, browser: Browser
) -> None:
    olga, rita = browser(world.olga), world.rita.user
    page = address(world, "user", user_id=rita.id)
    changes = {"first_name": "Rita", "last_name": "Herbst", "role": "analyst"}
    assert olga.post(page, {**changes, "language": "de"}).status_code == 302
    switch = address(world, "user_switch", user_id=rita.id)
    olga.post(switch, {"is_active": "false"})
    changed = account_of(rita.id)
    assert changed is not None
    assert (changed.last_name, changed.role) == ("Herbst", "analyst")
    assert not changed.is_active

    delete = address(world, "user_delete", user_id=rita.id)
    assert "This is not its name" in olga.post(delete, {"confirm": "Rita"}).text
    olga.post(delete, {"confirm": "Rita Herbst"})
    assert account_of(rita.id) is None


def test_an_erased_person_is_signed_out_at_once(world: World, browser: Browser) -> None:
    rita = browser(world.rita)
    overview = address(world, "overview")
    assert rita.get(overview).status_code == 200
    browser(world.olga).post(
        address(world, "user_delete", user_id=world.rita.user.id),
        {"confirm": "Rita Sommer"},
    )
    assert rita.get(overview).status_code == 302


def test_an_invitation_is_taken_back(world: World, browser: Browser) -> None:
    olga: Client = browser(world.olga)
    olga.post(address(world, "user_new"), {**KLARA, "tenant": world.bad.id})
    (invitation,) = invited(world)
    again = address(world, "invitation_again", user_id=invitation.id)
    assert "wait a minute" in olga.post(again, follow=True).text
    back = address(world, "invitation_take_back", user_id=invitation.id)
    assert "was taken back" in olga.post(back, follow=True).text
    assert invited(world) == []


def test_a_search_for_what_no_text_can_hold_is_not_understood(
    world: World, browser: Browser
) -> None:
    answer = browser(world.olga).get(address(world, "user_list") + "?q=%00")

    assert answer.status_code == 400
    assert "does not understand" in answer.text
