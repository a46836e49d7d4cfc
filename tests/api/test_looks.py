"""Looking at what tells of people is noted, by key as on the pages."""

from dataclasses import replace

import pytest

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from tests.alarms.setting import TOO_WARM, make_rule
from tests.api.calls import Caller, caller
from tests.world import World


@pytest.fixture
def otto(world: World) -> Caller:
    with scoped(world.everything):
        return caller(world.otto)


@pytest.mark.parametrize(
    ("path", "action", "target"),
    [
        ("/users", "users.viewed", "PROGRES"),
        ("/users/{user}", "user.viewed", "Rita Sommer"),
        ("/grants", "users.viewed", "PROGRES"),
        ("/api-keys", "api_keys.viewed", "PROGRES"),
        ("/tenants", "tenant.viewed", "PROGRES"),
        ("/tenants/{tenant}", "tenant.viewed", "Stadtwerke Musterstadt"),
        ("/devices/{device}", "device.viewed", "Raumfühler 1"),
        ("/alarm-rules", "alarm_rules.viewed", "PROGRES"),
        ("/alarm-rules/{rule}", "alarm_rule.viewed", "Wärme"),
        ("/audit-events", "audit_log.viewed", "PROGRES"),
    ],
)
def test_reading_of_people_is_an_entry_where_they_are(
    world: World, otto: Caller, path: str, action: str, target: str
) -> None:
    rule = make_rule(
        world, replace(TOO_WARM, name="Wärme"), emails=["olga@example.org"]
    )
    found = otto.get(
        path.format(
            user=world.rita.user.id,
            tenant=world.musterstadt.id,
            device=world.device.id,
            rule=rule.id,
        )
    )

    assert found.status == 200
    with scoped(world.everything):
        entry = AuditEntry.objects.get(action=action)
    elsewhere = {"PROGRES": world.operator, "Raumfühler 1": world.bad}
    here = elsewhere.get(target, world.musterstadt)
    assert (entry.tenant_id, entry.target) == (here.id, target)


def test_whom_a_rule_tells_is_told_to_those_who_change_rules_alone(
    world: World,
) -> None:
    with scoped(world.everything):
        rule = make_rule(world, emails=["olga@example.org"])
        rita, olga = caller(world.rita), caller(world.olga)

    (told,) = olga.get("/alarm-rules").content["items"]
    assert told["recipients"] == [{"email": "olga@example.org", "confirmed": True}]
    (shown,) = rita.get("/alarm-rules").content["items"]
    assert shown["recipients"] is None
    assert rita.get(f"/alarm-rules/{rule.id}").content["recipients"] is None
