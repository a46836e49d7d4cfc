"""Pages of wall screens, as an administrator sees and sends them."""

from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.displays.models import DisplayToken
from tests.web.conftest import Browser
from tests.world import World

TOMORROW = timezone.localdate() + timedelta(days=1)


def address(world: World, name: str, **ids: int) -> str:
    kwargs = {"tenant_id": world.musterstadt.id, **ids}
    return reverse(f"web:{name}", kwargs=kwargs)


def screens(world: World) -> list[DisplayToken]:
    with scoped(world.everything):
        return list(DisplayToken.objects.of(world.everything).order_by("id"))


def fields(world: World, **changes: object) -> dict[str, object]:
    return {
        "name": "Foyer",
        "shown": "alarms",
        "tenant": world.bad.id,
        "expires_at": TOMORROW.isoformat(),
        **changes,
    }


def test_an_address_is_made_shown_once_and_works(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)

    shown = olga.post(address(world, "display_new"), fields(world))

    url = str(shown.context["url"])
    assert url in shown.text
    assert 'src="data:image/png;base64,' in shown.text
    (screen,) = screens(world)
    assert (screen.tenant_id, screen.shown) == (world.bad.id, "alarms")
    assert "Hallenbad" in Client().get(url.removeprefix(settings.BASE_URL)).text
    page = olga.get(address(world, "display_list")).text
    assert "Foyer" in page
    assert url not in page


def test_a_device_is_shown_from_its_own_page_on(world: World, browser: Browser) -> None:
    olga, device = browser(world.olga), world.device
    new = f"{address(world, 'display_new')}?device={device.id}"
    assert new in olga.get(address(world, "device", device_id=device.id)).text
    assert "It shows the values of Raumfühler 1." in olga.get(new).text

    olga.post(new, {"name": "Pool", "expires_at": TOMORROW.isoformat()})

    (screen,) = screens(world)
    assert (screen.device_id, screen.tenant_id) == (device.id, world.bad.id)


def test_what_cannot_be_a_screen_is_refused_beside_the_field(
    world: World, browser: Browser
) -> None:
    olga, new = browser(world.olga), address(world, "display_new")
    olga.post(new, fields(world))
    far = (TOMORROW + timedelta(days=365)).isoformat()
    for changes, words in (
        ({"name": ""}, "This field is required"),
        ({"name": "Foyer"}, "There is already a wall screen of this name"),
        ({"name": "Fo\u202eyer"}, "a character that cannot be seen"),
        ({"expires_at": far, "name": "x"}, "Choose a day from today to"),
        ({"tenant": world.nord.id, "name": "x"}, "Select a valid choice"),
        ({"shown": "device", "name": "x"}, "Select a valid choice"),
    ):
        assert words in olga.post(new, fields(world, **changes)).text
    assert len(screens(world)) == 1


def test_a_screen_is_revoked_when_its_name_was_typed_and_both_are_recorded(
    world: World, browser: Browser
) -> None:
    olga = browser(world.olga)
    olga.post(address(world, "display_new"), fields(world))
    (screen,) = screens(world)
    page = address(world, "display_revoke", display_id=screen.id)

    assert "This is not its name" in olga.post(page, {"confirm": "foyer"}).text
    assert "was revoked" in olga.post(page, {"confirm": "Foyer"}, follow=True).text

    assert screens(world) == []
    with scoped(world.olga.scope):
        told = AuditEntry.objects.filter(action__startswith="display.").order_by("id")
        assert [entry.action for entry in told] == [
            "display.created",
            "display.revoked",
        ]


def test_strangers_find_no_screen_and_no_device_of_others(
    world: World, browser: Browser
) -> None:
    browser(world.olga).post(address(world, "display_new"), fields(world))
    (screen,) = screens(world)
    nora, here = browser(world.nora), {"tenant_id": world.nord.id}

    assert "Foyer" not in nora.get(reverse("web:display_list", kwargs=here)).text
    place = reverse("web:display_revoke", kwargs={**here, "display_id": screen.id})
    assert nora.post(place, {"confirm": "Foyer"}).status_code == 404
    new = reverse("web:display_new", kwargs=here)
    assert nora.get(f"{new}?device={world.device.id}").status_code == 404
    assert screens(world) == [screen]
