from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progres.database.scope import scoped
from progres.devices.models import Device, DeviceType
from progres.devices.queries import (
    get_device,
    get_device_type,
    search_device_types,
    search_devices,
)
from progres.kit.words import search_words, typed_words
from tests.world import World


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """The world, seen by everybody's scope."""
    with scoped(world.everything):
        yield world


@pytest.mark.parametrize(
    "text",
    [
        "raum",
        "RAUMFÜH",
        "raumfuh",
        "hallen umk",
        "umkleide-2",
        "24e12471",
        "24E1-2471-0C14",
        "24:e1:24:71:0c:14:00:01",
        "1klm",
        "",
    ],
)
def test_a_device_is_found_by_the_beginnings_of_its_words(
    house: World, text: str
) -> None:
    assert list(search_devices(house.olga.scope, text=text)) == [house.device]


@pytest.mark.parametrize("text", ["fühler", "raum zimmer", "24e1247100", "e124"])
def test_every_word_must_begin_a_word_of_the_device(house: World, text: str) -> None:
    assert not search_devices(house.olga.scope, text=text)


@given(st.text(max_size=40))
def test_whatever_is_indexed_is_found_when_typed_again(text: str) -> None:
    indexed = search_words(text)

    for ways in typed_words(text):
        assert any(way <= indexed for way in ways)


def test_a_device_is_found_by_its_eui_in_any_spelling(house: World) -> None:
    scope = house.olga.scope

    assert (
        search_devices(scope, dev_eui="24-E1-24-71-0C-14-00-01").get() == house.device
    )
    assert not search_devices(scope, dev_eui="24E124710C140002")
    assert not search_devices(scope, dev_eui="not an EUI")


def test_type_and_instance_narrow_the_search(house: World) -> None:
    scope = house.olga.scope
    type_id = house.device_type.id

    assert search_devices(scope, tenant_id=house.bad.id, device_type_id=type_id)
    assert not search_devices(scope, tenant_id=house.musterstadt.id)
    assert not search_devices(scope, device_type_id=type_id + 1)


def test_strangers_find_nothing(house: World) -> None:
    scope = house.nora.scope

    assert not search_devices(scope, text="raum")
    assert not search_devices(scope, dev_eui=house.device.dev_eui)
    with pytest.raises(Device.DoesNotExist):
        get_device(scope, house.device.id)
    with pytest.raises(DeviceType.DoesNotExist):
        get_device_type(scope, house.device_type.id)


def test_shared_types_show_downwards_and_others_do_not(house: World) -> None:
    below = house.olga.scope.__class__(
        frozenset({house.bad.id}), frozenset({house.musterstadt.id, house.operator.id})
    )

    with scoped(below):
        assert list(search_device_types(below, text="raum muster")) == [
            house.device_type
        ]
    DeviceType.objects.of(house.olga.scope).update(shared=False)
    with scoped(below):
        assert not search_device_types(below)
