"""Every place with data of people is found by a link, or says why by none."""

from progres.kit.datamap import Store
from progres.privacy.datamap import DATA_MAP
from progres.privacy.finding import ENTRIES
from progres.privacy.links import LINKS, Fate
from progres.privacy.unlinked import BY_READINGS, UNLINKED


def test_every_table_with_data_of_people_is_linked_or_says_why_not() -> None:
    personal = {e.place for e in DATA_MAP if e.store is Store.TABLE and e.personal}
    linked = {link.place for link in LINKS}
    assert personal == linked | UNLINKED.keys() | set(BY_READINGS)
    assert not linked & UNLINKED.keys()


def test_what_stays_says_why_and_what_is_emptied_says_how() -> None:
    for link in LINKS:
        assert link.place in ENTRIES
        assert (link.fate is Fate.STAYS) == (link.why is not None), link
        assert (link.fate is Fate.EMPTIED) == bool(link.emptied), link
