"""A role that is limited to an asset: what it reaches, through Python and around it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from progres.accounts.access import NARROWABLE, Permission
from progres.accounts.gate import NotAMember, get_membership
from progres.accounts.grant_actions import give_access
from progres.accounts.membership import Origin
from progres.accounts.models import User
from progres.accounts.people import BadAccount
from progres.accounts.places import search_places
from progres.accounts.user_actions import change_user
from progres.alarms.actions import acknowledge_alarm
from progres.alarms.models import Alarm
from progres.alarms.queries import open_alarm_count
from progres.assets.actions import AssetInUse, delete_asset
from progres.assets.models import Asset
from progres.assets.reach import AssetOutOfReach
from progres.dashboards.places import map_view
from progres.dashboards.queries import device_page, overview
from progres.database.scope import Scope, scoped
from progres.devices.actions import change_device, register_device
from progres.devices.checks import DeviceFields, said_of_device
from progres.devices.models import Device, DeviceQuerySet
from progres.devices.queries import search_devices
from progres.readings.queries import latest_of, raw_series
from progres.readings.uplinks import uplinks_of
from progres.tenants.queries import with_archived
from tests.accounts.town import Town, count, limit, make_town, rita
from tests.world import NOON, World, make_asset


@pytest.fixture
def town(world: World) -> Iterator[Town]:
    """What `make_town` makes, seen by who administers it."""
    yield from make_town(world)


# Everything that belongs to a device, and how many rows of each device there are here.
OF_DEVICES = (
    *("latest", "heard", "uplink", "reading", "alarm", "alarm_rule", "device_word"),
    "device_key",
)
OF_INSTANCES = ("connection", "mail", "alarm_recipient")


def test_a_limited_role_reaches_what_hangs_in_its_asset_and_below(town: Town) -> None:
    by = limit(town, town.pool)

    with scoped(by.scope):
        devices = list(search_devices(by.scope))
        assets = set(Asset.objects.of(by.scope).values_list("name", flat=True))

    assert [device.id for device in devices] == [town.inside.id]
    assert assets == {"Hallenbad", "Umkleide"}


def test_the_archive_widens_no_limited_scope(town: Town) -> None:
    by = limit(town, town.pool)

    with scoped(by.scope):
        assert with_archived(by.scope) == by.scope


def test_rights_that_concern_whole_instances_are_left_out(town: Town) -> None:
    by = limit(town, town.pool, "device-manager")

    assert by.permissions <= NARROWABLE
    assert by.may(Permission.DEVICES_EDIT)
    assert not by.may(Permission.CONNECTIONS_VIEW)
    assert not by.may(Permission.ASSETS_EDIT)


@pytest.mark.parametrize("table", OF_DEVICES)
def test_around_python_nothing_of_other_devices_is_seen(town: Town, table: str) -> None:
    before = count(table)
    by = limit(town, town.pool)

    with scoped(by.scope), connection.cursor() as cursor:
        cursor.execute(f"select distinct device_id from {table}")  # noqa: S608 constants
        seen = [row[0] for row in cursor.fetchall()]

    assert seen == [town.inside.id]
    assert count(table) == before


@pytest.mark.parametrize("table", OF_INSTANCES)
def test_around_python_nothing_of_the_instance_itself_is_seen(
    town: Town, table: str
) -> None:
    before = count(table)
    by = limit(town, town.pool)

    with scoped(by.scope):
        assert count(table) == 0
    assert count(table) == before > 0


def test_around_python_no_other_person_asset_or_device_is_seen(town: Town) -> None:
    by = limit(town, town.pool)

    with scoped(by.scope):
        assert (count("device"), count("asset"), count("account")) == (1, 2, 0)


def test_around_python_nothing_is_written_outside(town: Town) -> None:
    by = limit(town, town.pool)
    devices = Device.objects.of(Scope(by.scope.tenant_ids))

    with scoped(by.scope):
        assert devices.filter(id=town.outside.id).update(name="Meins") == 0
        with pytest.raises(ProgrammingError, match="row-level security"):
            carry_out(devices, town.hall)


def carry_out(devices: DeviceQuerySet, asset: Asset) -> None:
    with transaction.atomic():
        devices.update(asset=asset)


def test_counts_map_lists_and_values_are_of_the_asset_alone(town: Town) -> None:
    by = limit(town, town.pool)

    with scoped(by.scope):
        scope = by.scope
        found = overview(scope, at=NOON)
        assert sum(found.counts.values()) == 1
        assert [row.device.id for row in found.activity] == [town.inside.id]
        assert found.open_alarm_count == open_alarm_count(scope) == 1
        shown = map_view(scope, at=NOON)
        assert [point.device_id for point in shown.points] == [town.inside.id]
        assert device_page(scope, at=NOON).total == 1
        assert device_page(scope, text="Fühler", at=NOON).total == 0
        ids = [town.inside.id, town.outside.id, town.unplaced.id]
        assert latest_of(scope, ids).keys() == {town.inside.id}
        assert len(uplinks_of(scope, town.inside.id)) == 1
        (series,) = raw_series(
            scope,
            town.inside.id,
            ["temperature"],
            start=NOON - timedelta(days=1),
            end=NOON + timedelta(days=1),
        )
        assert len(series.points) == 1
        with pytest.raises(Device.DoesNotExist):
            uplinks_of(scope, town.outside.id)


def test_who_is_not_limited_sees_everything_as_before(town: Town) -> None:
    with scoped(town.world.olga.scope):
        assert search_devices(town.world.olga.scope).count() == 3
        assert open_alarm_count(town.world.olga.scope) == 3
        assert count("latest") == 3


def test_an_alarm_of_the_asset_is_acknowledged_and_others_are_not(town: Town) -> None:
    by = limit(town, town.pool)
    with scoped(by.scope):
        mine = Alarm.objects.of(by.scope).get()
        acknowledge_alarm(mine.id, note="", by=by, at=NOON)
    with scoped(town.world.olga.scope):
        other = Alarm.objects.of(town.world.olga.scope).get(device=town.outside)

    with scoped(by.scope), pytest.raises(Alarm.DoesNotExist):
        acknowledge_alarm(other.id, note="", by=by, at=NOON)


def test_a_limited_installer_registers_devices_in_the_asset_alone(town: Town) -> None:
    by = limit(town, town.pool, "installer")
    fields = DeviceFields(dev_eui="24e124710c140009", name="Neu")

    with scoped(by.scope):
        for asset_id in (None, town.hall.id):
            with pytest.raises(AssetOutOfReach):
                register_device(
                    replace(fields, asset_id=asset_id),
                    tenant=town.world.musterstadt,
                    device_type=town.world.device_type,
                    by=by,
                    at=NOON,
                )
        made = register_device(
            replace(fields, asset_id=town.room.id),
            tenant=town.world.musterstadt,
            device_type=town.world.device_type,
            keys={"app_key": "00" * 16},
            by=by,
            at=NOON,
        )
        assert set(search_devices(by.scope)) == {made, town.inside}
        moved = replace(said_of_device(made), asset_id=None)
        with pytest.raises(AssetOutOfReach):
            change_device(made.id, moved, by=by, at=NOON)


def test_of_instances_those_are_reached_in_which_something_of_the_asset_is(
    town: Town,
) -> None:
    """The device in the pool is the Hallenbad's; nothing of the town hall is."""
    in_pool = limit(town, town.pool)
    assert in_pool.scope.tenant_ids == {town.world.musterstadt.id, town.world.bad.id}
    places = search_places(in_pool.user, text="", most=9, at=NOON)
    assert [place.id for place in places] == [
        town.world.musterstadt.id,
        town.world.bad.id,
    ]

    in_hall = limit(town, town.hall)
    assert in_hall.scope.tenant_ids == {town.world.musterstadt.id}
    with pytest.raises(NotAMember):
        get_membership(in_hall.user, town.world.bad.id, origin=Origin(), at=NOON)


def test_a_role_for_everything_counts_alone_where_both_are_held(town: Town) -> None:
    limit(town, town.hall, "installer")
    give_access(
        town.world.rita.user.id,
        role="viewer",
        tenant=town.world.bad,
        expires_at=None,
        by=town.world.olga,
        at=NOON,
    )
    user = rita(town).user

    there = get_membership(user, town.world.bad.id, origin=Origin(), at=NOON)

    assert there.scope.asset_ids is None
    assert not there.may(Permission.DEVICES_EDIT)
    assert rita(town).scope.asset_ids == frozenset({town.hall.id})


def test_an_access_of_elsewhere_is_limited_alike(town: Town) -> None:
    otto, nora = town.world.otto, town.world.nora
    with scoped(otto.scope):
        give_access(
            nora.user.id,
            role="viewer",
            tenant=town.world.musterstadt,
            asset_id=town.hall.id,
            expires_at=None,
            by=otto,
            at=NOON,
        )

    by = get_membership(nora.user, town.world.musterstadt.id, origin=Origin(), at=NOON)

    with scoped(by.scope):
        assert [d.id for d in search_devices(by.scope)] == [town.outside.id]


@pytest.mark.parametrize("role", ["auditor", "privacy-officer"])
def test_a_role_of_which_nothing_would_be_left_is_not_limited(
    town: Town, role: str
) -> None:
    with pytest.raises(BadAccount, match="concerns whole instances"):
        limit(town, town.pool, role)


def test_a_role_is_not_limited_to_what_is_out_of_reach(town: Town) -> None:
    with scoped(town.world.nora.scope), pytest.raises(User.DoesNotExist):
        change_user(
            town.world.rita.user.id,
            {"asset_id": town.pool.id},
            by=town.world.nora,
            at=NOON,
        )
    with pytest.raises(BadAccount):
        give_access(
            town.world.rita.user.id,
            role="viewer",
            tenant=town.world.bad,
            asset_id=town.pool.id,  # above the Hallenbad's instance
            expires_at=None,
            by=town.world.olga,
            at=NOON,
        )


def test_an_asset_at_which_a_role_ends_is_not_deleted(town: Town) -> None:
    empty = make_asset(town.world, "Lager")
    limit(town, empty)

    with pytest.raises(AssetInUse, match="A role is limited"):
        delete_asset(empty.id, by=town.world.olga, at=NOON)


def test_nothing_is_carried_over_to_the_next_scope(town: Town) -> None:
    by = limit(town, town.pool)
    with scoped(by.scope):
        assert count("device") == 1

    with scoped(town.world.olga.scope):
        assert count("device") == 3
