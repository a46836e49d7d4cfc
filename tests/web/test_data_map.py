"""The page of what is stored about people."""

from django.test import Client

from progres.privacy.datamap import DATA_MAP
from tests.web.conftest import Browser
from tests.world import World, keep


def test_it_says_from_where_data_come_and_what_happens_without_them(
    world: World, browser: Browser
) -> None:
    page = browser(world.olga).get(f"/i/{world.musterstadt.id}/privacy/data/").text

    assert "from the device at the person&#x27;s place" in page
    assert "Without a name and an e-mail address there is no account" in page
    assert "failed sign-ins" in page  # in memory
    assert "Bring the data back after a loss" in page


def test_it_is_german_for_who_reads_german(world: World) -> None:
    world.olga.user.language = "de"
    keep(world.olga.user)
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(world.olga.user)

    page = client.get(f"/i/{world.musterstadt.id}/privacy/data/?whose=RESIDENT").text

    assert "Die Messwerte des Geräts zeigen und auswerten." in page
    assert "7 Tage nach: Löschung des Geräts" in page
    assert "Art. 6 Abs. 1 Buchst. b" in page
    grounds = {ground for entry in DATA_MAP for ground in entry.personal}
    assert not [one.purpose for one in grounds if one.purpose in page]
