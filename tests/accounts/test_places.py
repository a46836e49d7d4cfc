"""The instance switcher: where a person may go."""

from progres.accounts.membership import Membership
from progres.accounts.places import has_places, search_places
from tests.world import NOON, World


def test_the_switcher_lists_parents_before_children_with_their_path(
    world: World,
) -> None:
    places = search_places(world.otto.user, text="", most=30, at=NOON)

    assert [(place.name, list(place.path)) for place in places] == [
        ("PROGRES", []),
        ("Stadtwerke Musterstadt", ["PROGRES"]),
        ("Stadtwerke Nord", ["PROGRES"]),
        ("Hallenbad", ["PROGRES", "Stadtwerke Musterstadt"]),
    ]


def test_the_switcher_finds_by_all_words_and_only_in_reach(world: World) -> None:
    def found(who: Membership, text: str) -> list[str]:
        places = search_places(who.user, text=text, most=30, at=NOON)
        return [place.name for place in places]

    assert found(world.otto, "stadt muster") == ["Stadtwerke Musterstadt"]
    assert found(world.olga, "stadt") == ["Stadtwerke Musterstadt"]
    assert found(world.nora, "bad") == []
    assert has_places(world.olga.user, world.olga.scope, at=NOON)
    assert not has_places(world.nora.user, world.nora.scope, at=NOON)
