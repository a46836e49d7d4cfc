from django.test import Client

from progres.kit.datamap import Store
from progres.privacy.datamap import DATA_MAP
from tests.world import PASSWORD, World


def test_browsers_get_the_cookies_of_the_map_and_no_other(world: World) -> None:
    client = Client()
    cookies: set[str] = set()
    for path, form in (
        ("/account/login/", None),
        ("/language/", {"language": "en"}),
        ("/account/login/", {"login": "olga@example.org", "password": PASSWORD}),
        (f"/i/{world.musterstadt.id}/", None),
        (f"/i/{world.musterstadt.id}/devices/", None),
        (
            f"/i/{world.bad.id}/devices/{world.device.id}/delete/",
            {"confirm": world.device.name},
        ),
        ("/account/logout/", {}),
    ):
        answer = client.get(path) if form is None else client.post(path, form)
        assert answer.status_code in {200, 302}
        cookies |= set(answer.cookies)

    assert cookies == {entry.place for entry in DATA_MAP if entry.store is Store.COOKIE}
