"""An import is undone for seven days, but for what something was built on since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from progres.assets.actions import delete_asset
from progres.assets.queries import search_assets
from progres.devices.actions import change_device
from progres.devices.checks import said_of_device
from progres.devices.deleting import delete_device
from progres.devices.many import states_to_keep
from progres.devices.models import Device, DeviceWord
from progres.devices.moving_devices import move_devices
from progres.devices.plans import Spot, place_on_plan
from progres.devices.queries import get_device, search_devices
from progres.displays.actions import DisplayFields, make_display
from progres.files.queries import Owner
from progres.files.rules import Use
from progres.imports.actions import Choice, undo_import
from progres.imports.models import Import
from progres.imports.queries import imports_of
from progres.imports.rules import Existing, Kind, NotNow, State
from progres.metering.queries import search_points
from tests.alarms.setting import make_rule
from tests.files import samples
from tests.files.setting import keep
from tests.imports.setting import TWO_DEVICES, TYPE, acting, errors, taken, worked
from tests.web.conftest import hear
from tests.world import DEV_EUI, NOON, World, make_asset

UPDATING = Choice(mapping={}, existing=Existing.UPDATE, makes_assets=True)
CHANGES = f"""DevEUI;Name;Typ;Objekt;Raum;Breite;Länge;AppKey
{DEV_EUI};Anders;;Schule › Keller;Raum 7;50,0;10,0;{"ab" * 16}
70B3D57ED0000101;Neu;{TYPE};Schule;;;;
"""


def undone(job: Import, world: World, *, days: float = 1) -> Import:
    at = NOON + timedelta(days=days)
    with acting(world.olga):
        undo_import(job.id, by=world.olga, at=at)
    return worked(job, by=world.olga, at=at)


def test_undoing_restores_exactly_what_was_before(world: World) -> None:
    def state() -> object:
        with acting(world.olga):
            device = get_device(world.olga.scope, world.device.id)
            words = DeviceWord.objects.of(world.olga.scope).filter(device=device)
            return (
                states_to_keep(world.olga.scope, [device]),
                device.sort_key,
                set(words.values_list("word", flat=True)),
                search_devices(world.olga.scope).count(),
                search_assets(world.olga.scope).count(),
            )

    before = state()
    job = taken(CHANGES, by=world.olga, tenant=world.bad, choice=UPDATING)
    assert job.counts["changed"] == job.counts["created"] == 1
    assert state() != before

    job = undone(job, world)

    assert (job.state, job.counts["left"]) == (State.UNDONE, 0)
    assert state() == before
    assert not errors(job, by=world.olga)


def test_what_something_was_built_on_is_listed_and_left_alone(world: World) -> None:
    job = taken(TWO_DEVICES, by=world.olga, tenant=world.bad)
    more = "DevEUI;Name;Typ\n" + "".join(
        f"70B3D57ED00002{n:02};Fühler {n};{TYPE}\n" for n in range(3)
    )
    second = taken(more, by=world.olga, tenant=world.bad)
    with acting(world.olga):
        a, b = search_devices(world.olga.scope, text="Raumfühler").exclude(
            id=world.device.id
        )
        hear(world, {"temperature": 20}, device_id=a.id)
        change_device(
            search_devices(world.olga.scope, text="Fühler 1").get(name="Fühler 1").id,
            said_of_device(get_device(world.olga.scope, b.id)).__class__(
                dev_eui="70B3D57ED0000201", name="Von Hand"
            ),
            by=world.olga,
            at=NOON,
        )
        third = search_devices(world.olga.scope, text="Fühler 2").get(name="Fühler 2")
        delete_device(third.id, by=world.olga, at=NOON)

    job, second = undone(job, world), undone(second, world)

    assert [e[2] for e in errors(job, by=world.olga)] == [
        "'Raumfühler A' stays: it has sent readings since."
    ]
    assert [(e[0], e[2]) for e in errors(second, by=world.olga)] == [
        (3, "'Von Hand' was changed since, and stays."),
        (4, "The device is not there any more."),
    ]
    with acting(world.olga):
        names = set(search_devices(world.olga.scope).values_list("name", flat=True))
        gone = Device.objects.filter(tenant=world.bad).exclude(deleted_at=None).count()
    assert names == {"Raumfühler 1", "Raumfühler A", "Von Hand"}
    assert gone == 3


def photo(world: World, device: Device) -> None:
    owner = Owner("device_id", device.id)
    keep(device, owner, world.olga, use=Use.PHOTO, content=samples.picture())


def on_a_plan(world: World, device: Device) -> None:
    asset = search_assets(world.olga.scope).get()
    owner = Owner("asset_id", asset.id)
    keep(asset, owner, world.olga, use=Use.PLAN, content=samples.picture())
    spots = {device.id: Spot(x=0.5, y=0.5)}
    place_on_plan(asset.id, spots, by=world.olga, at=NOON)


def watched(world: World, device: Device) -> None:
    make_rule(world, device=device)


def shown(world: World, device: Device) -> None:
    fields = DisplayFields(
        name="Foyer",
        shown="device",
        expires_at=NOON + timedelta(days=1),
        device_id=device.id,
    )
    make_display(fields, tenant=world.bad, by=world.olga, at=NOON)


def moved(world: World, device: Device) -> None:
    move_devices([device.id], world.musterstadt, by=world.olga, at=NOON)


@pytest.mark.parametrize(
    ("build", "sentences"),
    [
        (photo, ["'Neu' stays: it has photos."]),
        (
            on_a_plan,
            ["'Schule' stays: it has files.", "'Neu' stays: it is on a floor plan."],
        ),
        (watched, ["'Neu' stays: an alarm rule watches it alone."]),
        (shown, ["'Neu' stays: a wall screen shows it."]),
        (
            moved,
            ["'Neu' was moved to 'Stadtwerke Musterstadt' since, and stays there."],
        ),
    ],
)
def test_what_people_made_of_a_device_keeps_it(
    world: World, build: Callable[[World, Device], None], sentences: list[str]
) -> None:
    rows = f"DevEUI;Name;Typ;Objekt\n70B3D57ED0000101;Neu;{TYPE};Schule\n"
    job = taken(rows, by=world.olga, tenant=world.bad, choice=UPDATING)
    with acting(world.olga):
        device = search_devices(world.olga.scope, text="Neu").get()
        build(world, device)

    job = undone(job, world)

    told = [sentence for _, _, sentence in errors(job, by=world.olga)]
    in_it = "Something is in the asset 'Schule', which stays."
    assert [sentence for sentence in told if sentence != in_it] == sentences
    with acting(world.olga):
        assert get_device(world.olga.scope, device.id).name == "Neu"


def test_a_changed_device_that_moved_since_is_left_as_it_is(world: World) -> None:
    rows = f"DevEUI;Name\n{DEV_EUI};Anders\n"
    job = taken(rows, by=world.olga, tenant=world.bad, choice=UPDATING)
    with acting(world.olga):
        moved(world, world.device)

    job = undone(job, world)

    [(_, _, told)] = errors(job, by=world.olga)
    assert "was moved to" in told
    with acting(world.olga):
        assert get_device(world.olga.scope, world.device.id).name == "Anders"


def test_a_measuring_point_with_photos_stays(world: World) -> None:
    job = taken(
        "Name;Medium\nKeller;Wasser\nDach;Wasser\n",
        by=world.olga,
        tenant=world.bad,
        kind=Kind.POINTS,
    )
    with acting(world.olga):
        point = search_points(world.olga.scope, text="Keller").get()
        owner = Owner("measuring_point_id", point.id)
        keep(point, owner, world.olga, use=Use.PHOTO, content=samples.picture())

    job = undone(job, world)

    [(_, _, told)] = errors(job, by=world.olga)
    assert told == "'Keller' stays: it has photos."
    with acting(world.olga):
        assert search_points(world.olga.scope).get() == point


def test_what_was_moved_or_has_lost_its_place_stays(world: World) -> None:
    with acting(world.olga):
        old = make_asset(world)
        move_devices([world.device.id], world.musterstadt, by=world.olga, at=NOON)
        device = get_device(world.olga.scope, world.device.id)
        said = replace(said_of_device(device), asset_id=old.id)
        change_device(device.id, said, by=world.olga, at=NOON)
    job = taken(CHANGES, by=world.olga, choice=UPDATING)
    with acting(world.olga):
        delete_asset(old.id, by=world.olga, at=NOON)
        new = search_devices(world.olga.scope).get(name="Neu")
        move_devices([new.id], world.bad, by=world.olga, at=NOON)

    job = undone(job, world)

    assert job.state == State.UNDONE
    assert {sentence for *_, sentence in errors(job, by=world.olga)} == {
        "What 'Anders' was in, or its type, is not there any more; it stays as it is.",
        "'Neu' was moved to 'Hallenbad' since, and stays there.",
        "Something is in the asset 'Keller', which stays.",
        "Something is in the asset 'Schule', which stays.",
    }
    with acting(world.olga):
        names = set(search_devices(world.olga.scope).values_list("name", flat=True))
    assert names == {"Anders", "Neu"}


def test_after_seven_days_and_twice_nothing_is_undone(world: World) -> None:
    job = taken(TWO_DEVICES, by=world.olga)
    with acting(world.olga), pytest.raises(NotNow, match="7 days"):
        undo_import(job.id, by=world.olga, at=NOON + timedelta(days=7))
    undone(job, world, days=6.9)

    with acting(world.olga), pytest.raises(NotNow):
        undo_import(job.id, by=world.olga, at=NOON)
    with acting(world.nora), pytest.raises(Import.DoesNotExist):
        undo_import(job.id, by=world.nora, at=NOON)


def test_a_device_tells_by_which_import_it_came(world: World) -> None:
    job = taken(TWO_DEVICES, by=world.olga)

    with acting(world.olga):
        device = search_devices(world.olga.scope, text="Raumfühler A").get()
        (item,) = imports_of(world.olga.scope, "device", device.id)
    with acting(world.nora):
        assert not imports_of(world.nora.scope, "device", device.id)

    assert (item.import_in.file_name, item.import_in.user) == (
        "liste.csv",
        world.olga.user,
    )
    assert (item.is_new, item.row, item.import_in.id) == (True, 2, job.id)
