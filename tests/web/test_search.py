"""The search over everything, as those see it who may see more or less."""

import pytest
from django.urls import reverse

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.gateways.setting import make_gateway
from tests.metering.setting import make_point, put_in
from tests.web.conftest import Browser, make_rule, raise_alarm
from tests.world import World, make_asset


@pytest.fixture
def house(world: World) -> World:
    """The world with one of everything that is found as "Hallenbad"."""
    with scoped(world.olga.scope):
        put_in(world, make_point(world))
        make_asset(world)
        make_gateway(world)
        raise_alarm(world, make_rule(world))
    return world


def asked(world: World, text: str, page: str = "search") -> str:
    kwargs = {"tenant_id": world.musterstadt.id}
    return reverse(f"web:{page}", kwargs=kwargs, query={"q": text})


def looks(world: World) -> int:
    with scoped(world.olga.scope):
        return (
            AuditEntry.objects.of(world.olga.scope)
            .filter(action="users.viewed")
            .count()
        )


def test_one_search_finds_everything_of_a_name(house: World, browser: Browser) -> None:
    page = browser(house.olga).get(asked(house, "hallenb"))

    shown = [group.words.page for group in page.context["groups"]]
    assert shown == ["device", "point", "asset", "alarm", "overview"]
    names = [hit.name for group in page.context["groups"] for hit, _ in group.rows]
    assert names == [
        "Raumfühler 1",
        "Hallenbad Kaltwasser",
        "Hallenbad",
        "Too warm",
        "Hallenbad",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("24E1-24710C14", ["Raumfühler 1", "Too warm"]),
        ("umkleide raumf", ["Raumfühler 1", "Too warm"]),
        ("8kam0012", ["Hallenbad Kaltwasser"]),
        ("marktpl", ["Rathaus Turm"]),
        ("rita somm", ["Rita Sommer"]),
        ("altwasser", []),
        ("***", []),
        ("", []),
    ],
)
def test_beginnings_of_words_and_numbers_are_found(
    house: World, browser: Browser, text: str, names: list[str]
) -> None:
    page = browser(house.olga).get(asked(house, text))

    found = [hit.name for group in page.context["groups"] for hit, _ in group.rows]
    assert found == names


def test_a_stranger_and_a_reader_find_only_what_they_may_see(
    house: World, browser: Browser
) -> None:
    kwargs = {"tenant_id": house.nord.id}
    own = reverse("web:search", kwargs=kwargs, query={"q": "hallenb"})

    nora = browser(house.nora).get(own)
    rita = browser(house.rita).get(asked(house, "rita"))

    assert not nora.context["groups"]
    assert not rita.context["groups"]  # readers do not see people
    assert browser(house.nora).get(asked(house, "hallenb")).status_code == 404


def test_finding_people_is_noted_and_typing_finds_none(
    house: World, browser: Browser
) -> None:
    olga = browser(house.olga)

    typed = olga.get(asked(house, "rita", "search_offer"), headers={"HX-Request": "1"})

    assert "Sommer" not in typed.text
    assert "people too" in typed.text
    assert looks(house) == 0
    assert "Rita Sommer" in olga.get(asked(house, "rita")).text
    assert looks(house) == 1


def test_typing_offers_a_few_of_each_kind_and_the_way_to_all(
    house: World, browser: Browser
) -> None:
    with scoped(house.olga.scope):
        for number in range(7):
            make_asset(house, f"Saal {number}")

    offer = browser(house.rita).get(asked(house, "saal", "search_offer"))
    page = browser(house.rita).get(asked(house, "saal"))

    assert offer.text.count('class="menu-item"') == 5 + 1
    assert [len(group.rows) for group in page.context["groups"]] == [7]
    assert not page.context["groups"][0].more_url
