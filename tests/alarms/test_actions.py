from datetime import timedelta

import pytest
from django.db import connection

from progres.accounts.membership import Membership
from progres.alarms.actions import (
    AlarmAlreadyAcknowledged,
    AlarmAlreadyClosed,
    acknowledge_alarm,
    change_rule,
    create_rule,
    delete_rule,
)
from progres.alarms.checks import BadRule, RuleFields
from progres.alarms.models import Alarm, AlarmRule, Watch
from progres.alarms.queries import recipients_of
from progres.database.scope import scoped
from tests.alarms.setting import MINUTE, TOO_WARM, changed, mails, make_rule
from tests.world import NOON, World


def raise_alarm(world: World, rule: AlarmRule) -> Alarm:
    with scoped(world.everything):
        alarm = Alarm(
            tenant=world.bad,
            rule=rule,
            device=world.device,
            name=rule.name,
            key=rule.key,
            type=rule.type,
            low=rule.low,
            high=rule.high,
            severity=rule.severity,
            value=31.5,
            raised_at=NOON,
        )
        alarm.save(force_insert=True)
    return alarm


def reread(world: World, alarm: Alarm) -> Alarm:
    with scoped(world.everything):
        alarm.refresh_from_db()
    return alarm


def audited(world: World) -> list[tuple[str, object]]:
    with scoped(world.everything), connection.cursor() as cursor:
        cursor.execute(
            "select action, details::text from audit_entry"
            " where action like 'alarm%%' order by id"
        )
        return list(cursor.fetchall())


def test_a_rule_is_kept_as_given_and_audited(world: World) -> None:
    rule = make_rule(world, emails=["Olga@Example.org "])

    with scoped(world.olga.scope):
        rule.refresh_from_db()
        assert (rule.name, rule.high, rule.hysteresis) == ("Zu warm", 30.0, 2.0)
        (recipient,) = recipients_of(world.olga.scope, rule.id)
    assert recipient.email == "olga@example.org"
    assert audited(world) == [
        ("alarm_rule.created", '{"recipients": [[], ["olga@example.org"]]}')
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"key": "k" * 101}, "needs a key"),
        ({"name": "a\x00b"}, "name of a rule has signs that cannot be printed"),
        ({"key": "a\nb"}, "key of a rule has signs that cannot be printed"),
        (
            {"type": "near"},
            "'near' is not a condition; use one of above, below, outside",
        ),
        ({"severity": "bad"}, "'bad' is not a severity"),
        ({"high": None}, "'above' needs high, and no other"),
        ({"low": 1.0}, "'above' needs high, and no other"),
        ({"type": "below", "high": None}, "'below' needs low"),
        ({"type": "outside"}, "'outside' needs low and high"),
        ({"type": "outside", "low": 30.0}, "lower limit 30.0 must be below"),
        ({"type": "outside", "low": 27.0}, "no value between 27.0 and 30.0"),
        ({"high": float("inf")}, "inf is not a limit"),
        ({"hysteresis": -1.0}, "-1.0 is not a hysteresis"),
        ({"hysteresis": float("nan")}, "nan is not a hysteresis"),
        ({"hold": timedelta(days=32)}, "0 seconds to 31 days"),
        ({"count": 0}, "0 is not a number of readings"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadRule, match=sentence):
        make_rule(world, changed(TOO_WARM, **changes))


def create(world: World, by: Membership, **target: object) -> AlarmRule:
    with scoped(by.scope):
        return create_rule(
            TOO_WARM,
            tenant=by.tenant,
            emails=[],
            by=by,
            at=NOON,
            **target,  # type: ignore[arg-type] # device or device_type
        )


def test_a_rule_watches_either_a_device_or_a_type(world: World) -> None:
    with pytest.raises(BadRule, match="either a device or a type"):
        create(world, world.olga)
    with pytest.raises(BadRule, match="either a device or a type"):
        create(world, world.olga, device=world.device, device_type=world.device_type)


def test_a_rule_watches_no_device_of_another_instance(world: World) -> None:
    with pytest.raises(BadRule, match="'Raumfühler 1' is not a device of"):
        create(world, world.nora, device=world.device)


def test_a_change_shows_before_and_after(world: World) -> None:
    rule = make_rule(world)
    with scoped(world.olga.scope):
        change_rule(
            rule.id,
            changed(high=32.0, hold=10 * MINUTE),
            emails=["rita@example.org"],
            by=world.olga,
            at=NOON,
        )
        rule.refresh_from_db()
    assert (rule.high, rule.hold) == (32.0, 10 * MINUTE)
    assert audited(world)[-1] == (
        "alarm_rule.changed",
        '{"high": [30.0, 32.0], "hold": [0.0, 600.0], "unit": "°C",'
        ' "recipients": [[], ["rita@example.org"]]}',
    )


def test_what_stays_the_same_is_no_change(world: World) -> None:
    rule = make_rule(world, emails=["olga@example.org"])
    with scoped(world.olga.scope):
        change_rule(
            rule.id, TOO_WARM, emails=["olga@example.org"], by=world.olga, at=NOON
        )
    assert [action for action, _ in audited(world)] == ["alarm_rule.created"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (changed(high=40.0), "rule_changed"),
        (changed(severity="critical"), "rule_changed"),
        (changed(enabled=False), "rule_disabled"),
        (changed(name="Anders"), ""),
    ],
)
def test_a_change_of_what_decides_ends_the_open_alarms_without_mail(
    world: World, fields: RuleFields, reason: str
) -> None:
    rule = make_rule(world, emails=["olga@example.org"])
    alarm = raise_alarm(world, rule)
    with scoped(world.olga.scope):
        Watch.objects.create(
            tenant=world.bad,
            rule=rule,
            device=world.device,
            exceeded_since=NOON,
            exceeded_count=1,
        )
        change_rule(rule.id, fields, by=world.olga, at=NOON + MINUTE)
        assert Watch.objects.of(world.olga.scope).exists() == (reason == "")

    reread(world, alarm)
    assert alarm.cleared_reason == reason
    assert alarm.cleared_at == (NOON + MINUTE if reason else None)
    assert mails(world) == []


def test_a_deleted_rule_leaves_its_alarms(world: World) -> None:
    rule = make_rule(world, emails=["olga@example.org"])
    alarm = raise_alarm(world, rule)
    with scoped(world.olga.scope):
        delete_rule(rule.id, by=world.olga, at=NOON + MINUTE)

    reread(world, alarm)
    assert (alarm.rule_id, alarm.cleared_reason) == (None, "rule_deleted")
    assert audited(world)[-1][0] == "alarm_rule.deleted"


@pytest.mark.parametrize("stranger", ["nora"])
def test_another_instances_rules_and_alarms_do_not_exist(
    world: World, stranger: str
) -> None:
    by: Membership = getattr(world, stranger)
    rule = make_rule(world)
    alarm = raise_alarm(world, rule)
    with scoped(by.scope):
        with pytest.raises(AlarmRule.DoesNotExist):
            change_rule(rule.id, TOO_WARM, by=by, at=NOON)
        with pytest.raises(AlarmRule.DoesNotExist):
            delete_rule(rule.id, by=by, at=NOON)
        with pytest.raises(Alarm.DoesNotExist):
            acknowledge_alarm(alarm.id, note="", by=by, at=NOON)


def test_an_acknowledged_alarm_stays_open_and_its_recipients_hear_of_it(
    world: World,
) -> None:
    alarm = raise_alarm(world, make_rule(world, emails=["rita@example.org"]))
    with scoped(world.olga.scope):
        acknowledge_alarm(
            alarm.id, note=" Fenster ist zu. ", by=world.olga, at=NOON + MINUTE
        )

    reread(world, alarm)
    assert alarm.acknowledged_at == NOON + MINUTE
    assert alarm.acknowledged_by_id == world.olga.user.id
    assert (alarm.note, alarm.cleared_at) == ("Fenster ist zu.", None)
    (mail,) = mails(world)
    assert mail.subject == "Quittiert – Warnung: Temperatur 31,5 °C · Raumfühler 1"
    assert "Notiz: Fenster ist zu." in mail.text
    assert "Quittiert von: Olga Keller, 1. März 2026, 13:01 Uhr" in mail.text
    assert audited(world)[-1] == ("alarm.acknowledged", '{"note": "Fenster ist zu."}')


def test_the_recipients_of_a_rule_above_hear_of_an_acknowledgement_below(
    world: World,
) -> None:
    alarm = raise_alarm(world, make_rule(world, emails=["olga@example.org"]))
    below = Membership(
        user=world.olga.user,
        tenant=world.bad,
        scope=type(world.olga.scope)(
            frozenset({world.bad.id}), frozenset(world.bad.lineage)
        ),
        permissions=world.olga.permissions,
        origin=world.olga.origin,
    )
    with scoped(below.scope):
        acknowledge_alarm(alarm.id, note="", by=below, at=NOON)
    (mail,) = mails(world)
    assert (mail.recipient, mail.tenant_id) == (
        "olga@example.org",
        world.musterstadt.id,
    )


def test_an_alarm_is_acknowledged_once(world: World) -> None:
    alarm = raise_alarm(world, make_rule(world))
    with scoped(world.olga.scope):
        acknowledge_alarm(alarm.id, note="", by=world.olga, at=NOON)
        with pytest.raises(
            AlarmAlreadyAcknowledged, match=r"acknowledged at 01\.03\.2026 12:00 UTC"
        ):
            acknowledge_alarm(alarm.id, note="", by=world.olga, at=NOON + MINUTE)


def test_a_closed_alarm_cannot_be_acknowledged(world: World) -> None:
    alarm = raise_alarm(world, make_rule(world))
    with scoped(world.olga.scope):
        alarm.cleared_at = NOON + 5 * MINUTE
        alarm.save()
        with pytest.raises(AlarmAlreadyClosed, match=r"ended at 01\.03\.2026 12:05"):
            acknowledge_alarm(alarm.id, note="", by=world.olga, at=NOON)


def test_the_database_allows_one_open_alarm_per_rule_and_device(world: World) -> None:
    rule = make_rule(world)
    raise_alarm(world, rule)
    with pytest.raises(Exception, match="alarm_is_open_once_per_rule_and_device"):
        raise_alarm(world, rule)
