"""Pages of API keys, as people see and send them."""

from datetime import datetime, time, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progres.accounts.access import Role
from progres.accounts.api_key_actions import KeyFields, make_key
from progres.accounts.models import ApiKey
from progres.database.scope import scoped
from tests.web.conftest import Browser
from tests.world import NOON, World, keep

TOMORROW = timezone.localdate() + timedelta(days=1)


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def keys(world: World) -> list[ApiKey]:
    with scoped(world.everything):
        return list(ApiKey.objects.of(world.everything).order_by("id"))


def fields(world: World, **changes: object) -> dict[str, object]:
    return {
        "name": "Billing export",
        "tenant": world.bad.id,
        "expires_at": TOMORROW.isoformat(),
        "read_only": "on",
        **changes,
    }


def make(world: World, name: str = "Export") -> ApiKey:
    """A key of Olga's."""
    said = KeyFields(name=name, read_only=True, expires_at=NOON + timedelta(days=365))
    with scoped(world.olga.scope):
        key, _ = make_key(said, tenant=world.musterstadt, by=world.olga, at=NOON)
    return key


def test_a_key_is_made_shown_once_and_works(world: World, browser: Browser) -> None:
    olga = browser(world.olga)
    new = address(world, "api_key_new")
    form = olga.get(new).text
    in_a_year = timezone.localdate() + timedelta(days=365)
    assert f'value="{in_a_year.isoformat()}"' in form
    assert 'value="access_log.view"' not in form

    shown = olga.post(new, fields(world, permissions=["devices.view"]))

    token = str(shown.context["token"])
    assert f"Bearer {token}" in shown.text
    assert shown["Cache-Control"] == "no-store"
    (key,) = keys(world)
    assert (key.tenant_id, key.permissions) == (world.bad.id, ["devices.view"])
    assert key.expires_at == timezone.make_aware(
        datetime.combine(TOMORROW, time(23, 59, 59))
    )
    page = olga.get(address(world, "api_key_list")).text
    assert key.prefix in page
    assert token not in page
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    assert machine.get("/api/v1/devices").status_code == 200


def test_what_cannot_be_a_key_is_refused_beside_the_field(
    world: World, browser: Browser
) -> None:
    olga, new = browser(world.olga), address(world, "api_key_new")
    make(world)
    far = (TOMORROW + timedelta(days=730)).isoformat()
    for changes, words in (
        ({"name": ""}, "This field is required"),
        ({"name": "Export"}, "You have a key of this name already"),
        ({"name": "Ex\u202eport"}, "a character that cannot be seen"),
        ({"expires_at": far}, "Choose a day from today to"),
        ({"expires_at": "9999-12-31"}, "Choose a day from today to"),
        ({"expires_at": ""}, "This field is required"),
        ({"tenant": world.nord.id}, "Select a valid choice"),
        ({"permissions": ["audit.view_persons"]}, "Select a valid choice"),
    ):
        assert words in olga.post(new, fields(world, **changes)).text
    assert len(keys(world)) == 1


def test_a_key_is_revoked_when_its_name_was_typed(
    world: World, browser: Browser
) -> None:
    olga, key = browser(world.olga), make(world)
    page = address(world, "api_key_revoke", api_key_id=key.id)

    assert "This is not its name" in olga.post(page, {"confirm": "export"}).text
    sent = olga.post(page, {"confirm": "Export"}, follow=True)

    assert "“Export” was revoked." in sent.text
    assert keys(world) == []


def test_everybody_sees_the_own_keys_and_those_of_others_by_right(
    world: World, browser: Browser
) -> None:
    key = make(world)
    list_ = address(world, "api_key_list")

    assert key.prefix not in browser(world.rita).get(list_).text
    world.rita.user.role = Role.PRIVACY_OFFICER
    keep(world.rita.user)
    officer = browser(world.rita)
    page = officer.get(list_).text
    assert "Olga Keller" in page
    assert "Revoke Export" not in page
    revoke = address(world, "api_key_revoke", api_key_id=key.id)
    refused = officer.post(revoke, {"confirm": "Export"}, follow=True)
    assert "rights that you do not have yourself" in refused.text
    assert keys(world) == [key]


def test_strangers_find_no_key_of_others(world: World, browser: Browser) -> None:
    key, nora = make(world), browser(world.nora)
    here = {"tenant_id": world.nord.id}

    assert key.prefix not in nora.get(reverse("web:api_key_list", kwargs=here)).text
    place = reverse("web:api_key_revoke", kwargs={**here, "api_key_id": key.id})
    assert nora.post(place, {"confirm": "Export"}).status_code == 404
    assert keys(world) == [key]


def test_long_lists_come_in_pages(world: World, browser: Browser) -> None:
    for number in range(51):
        make(world, name=f"Key {number}")
    olga, list_ = browser(world.olga), address(world, "api_key_list")

    assert "Key 0</" not in " ".join(olga.get(list_).text.split())
    assert "Key 0 " in " ".join(olga.get(list_ + "?page=2").text.split())
