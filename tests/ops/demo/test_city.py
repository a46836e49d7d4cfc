from collections import Counter
from math import hypot

from progres.ops.demo.city import CUSTOMERS, GATEWAYS, STRANGERS, things
from progres.ops.demo.geography import RADIUS_M
from progres.ops.demo.kinds import KINDS
from progres.ops.demo.people import PEOPLE, WATCHES


def test_the_town_has_enough_of_everything() -> None:
    town = things()
    assert 180 <= len(town) <= 220
    assert len({thing.kind.name for thing in town}) >= 8
    assert len(GATEWAYS) >= 6
    assert {thing.customer for thing in town} == {one.key for one in CUSTOMERS}
    assert things() == town


def test_no_device_is_confused_with_another() -> None:
    town = things()
    euis = [thing.dev_eui for thing in town] + list(STRANGERS)
    assert len(set(euis)) == len(euis)
    assert all(len(eui) == 16 for eui in euis)
    assert Counter(thing.name for thing in town).most_common(1)[0][1] == 1
    numbers = [thing.meter_number for thing in town if thing.meter_number]
    assert len(set(numbers)) == len(numbers) == 63


def test_every_device_stands_in_the_town() -> None:
    assert all(hypot(thing.x, thing.y) < RADIUS_M for thing in things())


def test_not_all_is_well_in_the_town() -> None:
    town = things()
    assert sum(thing.silent_days is not None for thing in town) == 3
    assert sum(thing.broken for thing in town) == 1
    assert sum(thing.late for thing in town) == 1
    assert Counter(thing.status for thing in town)["planned"] == 2


def test_rules_and_people_belong_to_something_that_exists() -> None:
    names = {thing.name for thing in things()}
    customers = {one.key for one in CUSTOMERS}
    for watch in WATCHES:
        assert watch.customer in customers
        assert (watch.kind in KINDS) != (watch.device in names)
        assert watch.emails
    assert {person.customer for person in PEOPLE} <= customers
    addresses = {person.email for person in PEOPLE}
    assert any(set(watch.emails) - addresses for watch in WATCHES)
