"""Pages of roles, as an administrator composes and gives them."""

from django.urls import reverse

from progres.accounts.access import Permission
from progres.accounts.lookups import account_of
from progres.accounts.models import OwnRole
from progres.database.scope import scoped
from progres.web.words import RIGHTS
from tests.web.conftest import Browser
from tests.world import World, make_role


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def test_every_right_is_said_in_words() -> None:
    said = [right for some in RIGHTS.values() for right in some]

    assert sorted(said) == sorted(Permission)


def test_a_role_is_composed_listed_and_given(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    page = olga.get(address(world, "role_new")).text
    assert "Acknowledge alarms" in page
    assert "Read the access log of the platform" not in page

    olga.post(
        address(world, "role_new"),
        {"name": "Hausmeister", "permissions": ["devices.view", "alarms.view"]},
    )

    with scoped(world.olga.scope):
        role = OwnRole.objects.of(world.olga.scope).get()
    assert "Hausmeister" in olga.get(address(world, "role_list")).text
    person = address(world, "user", user_id=world.rita.user.id)
    said = {"first_name": "Rita", "last_name": "Sommer", "language": "de"}
    assert olga.post(person, {**said, "role": role.slug}).status_code == 302
    rita = account_of(world.rita.user.id)
    assert rita is not None
    assert rita.role == role.slug
    assert "Hausmeister" in olga.get(address(world, "user_list")).text


def test_what_is_wrong_with_a_role_stands_beside_its_field(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    with scoped(world.olga.scope):
        role = make_role(world)
    rights = {"permissions": ["devices.view"]}
    for sent, words in (
        ({"name": "hausmeister", **rights}, "choose another name"),
        ({"name": "Neu"}, "This field is required"),
        ({"name": "Neu", "permissions": ["access_log.view"]}, "Select a valid choice"),
    ):
        assert words in olga.post(address(world, "role_new"), sent).text

    delete = address(world, "role_delete", role_id=role.id)
    world.rita.user.role = role.slug
    with scoped(world.olga.scope):
        world.rita.user.save()
    refused = olga.post(delete, {"confirm": "Hausmeister"}, follow=True)
    assert "is given 1 times" in refused.text


def test_a_role_is_changed_and_deleted(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    with scoped(world.olga.scope):
        role = make_role(world)
    page = address(world, "role", role_id=role.id)
    assert "Hausmeister" in olga.get(page).text

    olga.post(page, {"name": "Hauswart", "permissions": ["alarms.view"]})

    assert "Hauswart" in olga.get(address(world, "role_list")).text
    log = olga.get(address(world, "audit")).text
    assert "the rights" in log
    delete = address(world, "role_delete", role_id=role.id)
    assert "This is not its name" in olga.post(delete, {"confirm": "x"}).text
    olga.post(delete, {"confirm": "Hauswart"})
    assert "No own roles yet" in olga.get(address(world, "role_list")).text
    assert browser(world.otto).get(page).status_code == 404


def test_strangers_find_no_role(world: World, browser: Browser) -> None:
    with scoped(world.olga.scope):
        role = make_role(world)
    own = reverse("web:role_list", args=[world.nord.id])
    theirs = reverse("web:role", args=[world.nord.id, role.id])
    nora = browser(world.nora)

    assert "Hausmeister" not in nora.get(own).text
    assert nora.get(theirs).status_code == 404
