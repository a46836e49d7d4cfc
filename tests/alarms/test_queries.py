import pytest
from django.db import connection

from progres.alarms.models import Alarm, AlarmRule
from progres.alarms.queries import (
    get_alarm,
    get_rule,
    open_alarm_count,
    search_alarms,
    search_rules,
)
from progres.database.scope import scoped
from progres.devices.models import Device
from tests.alarms.setting import MINUTE, changed, make_rule
from tests.alarms.test_actions import raise_alarm
from tests.world import NOON, World


@pytest.fixture
def past_and_present(world: World) -> tuple[Alarm, Alarm]:
    past = raise_alarm(world, make_rule(world))
    with scoped(world.everything):
        past.cleared_at = NOON + MINUTE
        past.save()
    return past, raise_alarm(world, make_rule(world, changed(severity="major")))


def test_alarms_are_found_by_state_severity_device_and_rule(
    world: World, past_and_present: tuple[Alarm, Alarm]
) -> None:
    past, present = past_and_present
    scope = world.olga.scope
    with scoped(scope):
        assert list(search_alarms(scope)) == [present]
        assert list(search_alarms(scope, state="cleared")) == [past]
        assert list(search_alarms(scope, state="all")) == [present, past]
        assert list(search_alarms(scope, state="all", severity="warning")) == [past]
        assert list(search_alarms(scope, rule_id=present.rule_id)) == [present]
        assert list(search_alarms(scope, device_id=world.device.id)) == [present]
        assert not search_alarms(scope, device_id=0).exists()
        assert open_alarm_count(scope) == 1
        assert get_alarm(scope, past.id) == past


def test_strangers_find_neither_alarms_nor_rules(
    world: World, past_and_present: tuple[Alarm, Alarm]
) -> None:
    _, present = past_and_present
    scope = world.nora.scope
    with scoped(scope):
        assert open_alarm_count(scope) == 0
        assert not search_rules(scope).exists()
        with pytest.raises(Alarm.DoesNotExist):
            get_alarm(scope, present.id)
        with pytest.raises(AlarmRule.DoesNotExist):
            get_rule(scope, present.rule_id or 0)
        with pytest.raises(Device.DoesNotExist):
            search_rules(scope, device_id=world.device.id)


def test_the_database_itself_shows_strangers_nothing(
    world: World, past_and_present: tuple[Alarm, Alarm]
) -> None:
    make_rule(world, emails=["pikett@example.com"])
    for table in ("alarm", "alarm_rule", "alarm_recipient", "alarm_watch", "mail"):
        with scoped(world.nora.scope), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")  # noqa: S608 from the list above
            assert cursor.fetchone() == (0,)


def test_rules_of_a_device_are_those_on_it_and_on_its_type(world: World) -> None:
    on_type = make_rule(world, changed(name="A"))
    on_device = make_rule(world, changed(name="B"), device=world.device)
    scope = world.olga.scope
    with scoped(scope):
        found = search_rules(scope, device_id=world.device.id)
        assert list(found) == [on_type, on_device]
        assert get_rule(scope, on_type.id) == on_type


def test_alarms_and_rules_of_a_deleted_device_are_not_shown(
    world: World, past_and_present: tuple[Alarm, Alarm]
) -> None:
    make_rule(world, changed(name="B"), device=world.device)
    scope = world.olga.scope
    with scoped(scope):
        assert search_rules(scope).count() == 3
        world.device.deleted_at = NOON
        world.device.save()
        assert open_alarm_count(scope) == 0
        assert search_rules(scope).count() == 2
