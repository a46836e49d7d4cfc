"""Devices are taken in from files, all or none, and every error is told at once."""

import pytest

from progres.audit.queries import Question, find_events
from progres.devices.actions import register_device
from progres.devices.checks import DeviceFields
from progres.devices.key_actions import reveal_keys
from progres.devices.queries import search_devices
from progres.imports.actions import Choice, MayNot, run_import
from progres.imports.models import Import, ImportFile
from progres.imports.queries import get_import
from progres.imports.rules import Existing, NotNow, State
from progres.imports.work import work_on_imports
from tests.accounts.town import limit as limited
from tests.accounts.town import make_town
from tests.devices.test_room import limit
from tests.imports.setting import (
    TWO_DEVICES,
    TYPE,
    acting,
    book,
    checked,
    errors,
    taken,
    upload,
    worked,
)
from tests.world import DEV_EUI, NOON, World, add_shared_type

HEAD = "DevEUI;Name;Gerätetyp"
OTHER_EUI = "70B3D57ED0000109"


def test_a_german_list_becomes_devices(world: World) -> None:
    job = checked(TWO_DEVICES, by=world.olga)
    assert job.state == State.CHECKED
    assert job.counts == {
        "created": 2,
        "changed": 0,
        "skipped": 0,
        "assets": 0,
        "errors": 0,
        "wrong_rows": 0,
    }
    with acting(world.olga):
        run_import(job.id, by=world.olga, at=NOON)

    job = worked(job, by=world.olga)

    assert job.state == State.DONE
    with acting(world.olga):
        found = {d.dev_eui: d for d in search_devices(world.olga.scope, text="Raumf")}
        first = found["70b3d57ed0000101"]
        keys = reveal_keys(first.id, by=world.olga, at=NOON)
        kept = ImportFile.objects.of(world.olga.scope).count()
    assert (first.name, first.latitude, first.longitude) == (
        "Raumfühler A",
        52.52,
        13.405,
    )
    assert first.tenant_id == world.musterstadt.id
    assert str(first.device_type) == TYPE
    assert keys == {"app_key": "0123456789abcdef" * 2}
    assert "70b3d57ed0000102" in found
    assert kept == 0  # the file is gone with it


def test_a_model_names_its_type_where_it_means_one(world: World) -> None:
    add_type_of(world)
    rows = f"{HEAD}\n70B3D57ED0000105;Keller;raum 3\n{OTHER_EUI};Dach;Raum 4\n"

    job = taken(rows, by=world.olga)

    assert job.state == State.DONE
    with acting(world.olga):
        found = search_devices(world.olga.scope, dev_eui="70B3D57ED0000105")
        assert str(found.get().device_type) == TYPE


def test_every_error_is_told_by_row_and_column_and_keys_are_not_repeated(
    world: World,
) -> None:
    add_type_of(world)
    job = checked(
        "DevEUI,Name,Gerätetyp,Objekt,lat,lon,AppKey,Status\n"
        "70B3D5,A,Muster Sensorik Raum 3,,,,,\n"
        f"{OTHER_EUI},,Muster Sensorik Raum 33,,52,,c0ffee,zerlegt\n"
        f"{OTHER_EUI},B,Muster Sensorik Raum 3,,,,,\n"
        f"{OTHER_EUI},C,Muster Sensorik Raum 3,,,,,\n"
        "7.0E+15,D,Muster Sensorik Raum 3,,,,,\n"
        "70B3D57ED0000110,E,Muster Sensorik Raum 44,,,,,\n"
        "70B3D57ED0000111,F,Muster Sensorik Raum 3,Rathaus,52,,,\n"
        "70B3D57ED0000112,G,Muster Sensorik Raum 3,,,,,,zu viel\n",
        by=world.olga,
    )

    found = errors(job, by=world.olga)

    assert [(row, column) for row, column, _ in found] == [
        (2, "DevEUI"),
        (3, "AppKey"),
        (3, "Status"),
        (3, "Gerätetyp"),
        (3, "Name"),
        (4, "DevEUI"),
        (5, "DevEUI"),
        (6, "DevEUI"),
        (7, "Gerätetyp"),
        (8, "Objekt"),
        (9, ""),
    ]
    said = {(row, column): sentence for row, column, sentence in found}
    assert "stands in row 3 already" in said[5, "DevEUI"]
    assert "made a number of this EUI (7.0E+15)" in said[6, "DevEUI"]
    assert "the nearest is 'Muster Sensorik Raum 4'" in said[7, "Gerätetyp"]
    assert "no asset 'Rathaus'" in said[8, "Objekt"]
    assert not any("c0ffee" in sentence for sentence in said.values())
    assert job.counts["wrong_rows"] == 8
    with acting(world.olga), pytest.raises(NotNow, match="11 errors"):
        run_import(job.id, by=world.olga, at=NOON)


def test_rows_about_no_device_of_their_own_tell_their_other_errors_as_well(
    world: World,
) -> None:
    rows = (
        f"{HEAD};Objekt\n{OTHER_EUI};A;{TYPE};\n70B3;B;Unbekannt;Wo anders\n"
        f"{OTHER_EUI};C;Unbekannt;Wo anders\n;D;{TYPE};Wo anders\n"
    )

    found = errors(checked(rows, by=world.olga), by=world.olga)

    assert sorted((row, column) for row, column, _ in found) == [
        *((3, column) for column in ("DevEUI", "Gerätetyp", "Objekt")),
        *((4, column) for column in ("DevEUI", "Gerätetyp", "Objekt")),
        *((5, column) for column in ("DevEUI", "Objekt")),
    ]


def test_what_is_there_is_skipped_or_changed_and_empty_cells_change_nothing(
    world: World,
) -> None:
    rows = f"{HEAD};Standort;Raum\n{DEV_EUI};Neuer Name;;;\n{OTHER_EUI};A;{TYPE};;\n"

    job = checked(rows, by=world.olga, tenant=world.bad)
    assert (job.counts["skipped"], job.counts["created"]) == (1, 1)
    job = taken(
        rows,
        by=world.olga,
        tenant=world.bad,
        choice=Choice(mapping={}, existing=Existing.UPDATE),
    )

    assert (job.counts["changed"], job.counts["created"]) == (1, 1)
    with acting(world.olga):
        device = search_devices(world.olga.scope, text="Neuer Name").get()
        assert not search_devices(world.olga.scope, text="Raumfühler").exists()
    assert (device.id, device.site) == (world.device.id, "Hallenbad")


def test_a_foreign_device_reveals_nothing_and_a_hidden_one_no_more_than_a_form(
    world: World,
) -> None:
    shared = add_type_of(world)
    rows = f"{HEAD}\n{DEV_EUI};A;{shared}\n"

    job = checked(rows, by=world.nora)  # the EUI is one of the pool's

    assert (job.counts["created"], job.counts["errors"]) == (1, 0)
    with acting(world.olga), pytest.raises(Import.DoesNotExist):
        get_import(world.olga.scope, job.id)
    theirs = checked(TWO_DEVICES, by=world.olga)
    with acting(world.nora), pytest.raises(Import.DoesNotExist):
        get_import(world.nora.scope, theirs.id)


def add_type_of(world: World) -> str:
    """A type of the operator's, which Nord sees, too."""
    with acting(world.otto):
        return str(add_shared_type(world))


def test_who_is_limited_to_assets_imports_into_them_alone(world: World) -> None:
    for town in make_town(world):
        by = limited(town, town.pool, "device-manager")
        where = town.pool.name
        rows = (
            f"{HEAD};Objekt\n{OTHER_EUI};A;{TYPE};{where}\n70B3D57ED0000110;B;{TYPE};\n"
        )

        job = checked(rows, by=by, tenant=world.bad)
        seen = errors(job, by=by)

        assert [(row, column) for row, column, _ in seen] == [(3, "Objekt")]
        with acting(by):
            mine = get_import(by.scope, job.id)
            assert sorted(by.scope.asset_ids or ()) == mine.asset_ids
        other = checked(TWO_DEVICES, by=world.olga)
        with acting(by), pytest.raises(Import.DoesNotExist):
            get_import(by.scope, other.id)


def test_quotas_are_looked_at_before_anything_is_written(world: World) -> None:
    limit(world, world.musterstadt, quota_devices=2)

    job = checked(TWO_DEVICES, by=world.olga)

    ((row, column, sentence),) = errors(job, by=world.olga)
    assert (row, column) == (0, "")
    assert "quota is 2 devices, and there are 1" in sentence


def test_what_has_changed_since_the_check_is_found_and_nothing_is_written(
    world: World,
) -> None:
    job = checked(TWO_DEVICES, by=world.olga)
    with acting(world.olga):
        run_import(job.id, by=world.olga, at=NOON)
        limit(world, world.musterstadt, quota_devices=2)

    job = worked(job, by=world.olga)

    assert job.state == State.CHECKED
    assert job.counts["errors"] == 1
    with acting(world.olga):
        assert search_devices(world.olga.scope).count() == 1


def test_who_lost_the_right_meanwhile_imports_nothing(world: World) -> None:
    job = checked(TWO_DEVICES, by=world.olga)
    with acting(world.olga):
        run_import(job.id, by=world.olga, at=NOON)
    with acting(world.otto):
        world.olga.user.role = "viewer"
        world.olga.user.save()

    job = worked(job, by=world.olga)

    assert job.state == State.FAILED
    assert "needs the right" in job.problem


def test_readers_cannot_hand_in_a_file(world: World) -> None:
    with pytest.raises(MayNot, match=r"devices\.edit"):
        upload(TWO_DEVICES, by=world.rita)


def test_the_log_has_one_entry_and_what_a_sheet_made_a_number_is_said(
    world: World,
) -> None:
    job = checked(
        book(["DevEUI", "Name", "Typ"], [7.0e15, "A", TYPE], [OTHER_EUI, 12, TYPE]),
        by=world.olga,
    )
    assert [e[:2] for e in errors(job, by=world.olga)] == [(2, "DevEUI")]

    job = taken(TWO_DEVICES, by=world.olga)

    with acting(world.olga):
        question = Question(tenant_ids=world.olga.scope.tenant_ids)
        found = find_events(world.olga.scope, question, limit=100)
    about = [event for event in found if event.target_type == "import"]
    assert [event.action for event in about] == ["import.finished"]
    assert about[0].target == "liste.csv"
    assert about[0].details == {"import_kind": "devices", "import_created": 2}
    assert not any(e.target.startswith("Raumfühler A") for e in found)
    assert work_on_imports(at=NOON) == 0


def test_a_device_that_came_meanwhile_is_skipped_as_chosen(world: World) -> None:
    job = checked(TWO_DEVICES, by=world.olga)
    with acting(world.olga):
        run_import(job.id, by=world.olga, at=NOON)
        register_device(
            DeviceFields(dev_eui="70b3d57ed0000101", name="Von Hand"),
            tenant=world.musterstadt,
            device_type=world.device_type,
            by=world.olga,
            at=NOON,
        )

    job = worked(job, by=world.olga)

    assert (job.state, job.counts["created"], job.counts["skipped"]) == ("done", 1, 1)
