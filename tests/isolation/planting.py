"""One of everything in an instance, with its word in every text that can hold it."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
from django.db import transaction

from progres.alarms.actions import create_rule
from progres.alarms.checks import RuleFields
from progres.alarms.models import Alarm, Watch
from progres.database.scope import scoped
from progres.devices.checks import DeviceTypeFields
from progres.devices.queries import get_device
from progres.devices.type_actions import create_device_type
from progres.displays.actions import DisplayFields, make_display
from progres.displays.rules import Shown
from progres.metering.actions import create_point
from progres.metering.checks import Exchange, PointFields
from progres.metering.exchanges import exchange_meter
from progres.metering.heat import release_heat
from progres.metering.occupancies import move_in
from progres.metering.occupancy_checks import OccupancyFields
from progres.readings.resolution import policies_in
from progres.readings.resolution_actions import (
    PolicyFields,
    add_policy,
    remove_policy,
)
from tests.isolation.planting_assets import (
    plant_asset,
    plant_asset_file,
    plant_device_photo,
    plant_meter_photo,
    plant_plan,
    plant_type_picture,
)
from tests.isolation.planting_devices import plant_deleted, plant_device, plant_exchange
from tests.isolation.planting_documents import (
    plant_disclosure,
    plant_documents,
    plant_hold,
    plant_incident,
)
from tests.isolation.planting_imports import plant_import
from tests.isolation.planting_people import (
    Ids,
    numbers,
    plant_appearance,
    plant_archived,
    plant_contract,
    plant_invitation,
    plant_key,
    plant_person,
    plant_role,
    plant_sign_in,
    plant_support,
)
from tests.isolation.planting_privacy import plant_package, plant_request
from tests.isolation.planting_radio import plant_connection, plant_gateway
from tests.isolation.rows import (
    plant_mail,
    plant_messages,
    plant_subject,
    plant_uplinks,
)
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home
from tests.world import CODEC, VALUE_SPECS


def plant_type(home: Home) -> Ids:
    """A type of the instance's own, and one that instances below see, too."""
    own, _shared = (
        create_device_type(
            DeviceTypeFields(
                manufacturer=f"Fühler {word}",
                model=f"{word} {next(numbers)}",
                codec_source=f"// {word}\n{CODEC}",
                value_specs=[
                    {**spec, "label_de": f"Wert {word}", "label_en": f"Value {word}"}
                    for spec in VALUE_SPECS
                ],
                shared=shared,
            ),
            tenant=home.tenant,
            by=home.admin,
            at=NOW,
        )
        for word, shared in ((home.word, False), (home.shared_word, True))
    )
    return {"device_type_id": own.id}


def plant_point(home: Home) -> Ids:
    """A measuring point with a meter that nothing reads."""
    word = home.word
    point = create_point(
        PointFields(
            name=f"Wasser {word}",
            medium="water",
            unit="m³",
            number=f"MP {word}",
            notes=f"Notiz {word}",
            asset_id=int(str(home.ids["asset_id"])),
        ),
        tenant=home.tenant,
        by=home.admin,
        at=EARLIER,
    )
    said = Exchange(
        moment=EARLIER,
        number=f"W {word}",
        first_reading=1,
        calibrated_until=2020,
        note=f"Plombe {word}",
    )
    meter = exchange_meter(point.id, said, by=home.admin, at=EARLIER)
    return {"point_id": point.id, "meter_id": meter.id}


def plant_occupancy(home: Home) -> Ids:
    """Somebody who consumes at the measuring point and has an account to see it."""
    word = home.word
    point_id = int(str(home.ids["point_id"]))
    said = OccupancyFields(
        name=f"Klara {word}",
        since=EARLIER + next(numbers) * timedelta(seconds=1),
        email=f"klara{next(numbers)}@{word}.example.net",
        phone=f"0123 {word}",
        reference=f"K {word}",
        note=f"Hund {word}",
        user_id=home.admin.user.id,
    )
    occupancy = move_in(point_id, said, ends_former=True, by=home.admin, at=NOW)
    return {"occupancy_id": occupancy.id}


def plant_resolution(home: Home) -> Ids:
    """A step of a resolution that binds nobody of the cast, and a release of heat."""
    fields = PolicyFields(medium="cold", role="", resolution="hour", days=next(numbers))
    for policy in policies_in(home.admin.scope, home.tenant):
        if policy.tenant_id == home.tenant.id:
            remove_policy(policy.id, tenant=home.tenant, by=home.admin, at=NOW)
    policy = add_policy(fields, tenant=home.tenant, by=home.admin, at=NOW)
    reason = f"Leck {home.word}"
    release_heat(reason, tenant=home.tenant, by=home.admin, at=NOW)
    return {"policy_id": policy.id}


def plant_rule(home: Home) -> Ids:
    """A rule that tells an outsider, with an open alarm and one that is over."""
    word = home.word
    device = get_device(home.admin.scope, int(str(home.ids["device_id"])))
    rule = create_rule(
        RuleFields(
            name=f"Zu warm {word}", key="temperature", type="above", high=25, count=2
        ),
        tenant=home.tenant,
        device=device,
        emails=[f"gast{next(numbers)}@{word}.example.net"],
        by=home.admin,
        at=EARLIER,
    )
    told = {
        "tenant": home.tenant,
        "rule": rule,
        "device": device,
        "name": rule.name,
        "key": rule.key,
        "type": rule.type,
        "high": rule.high,
        "severity": rule.severity,
        "value": 26.5,
        "raised_at": EARLIER,
    }
    over = {
        "cleared_at": NOW,
        "cleared_value": 20,
        "cleared_reason": "recovered",
        "acknowledged_at": NOW,
        "acknowledged_by": home.admin.user,
        "note": f"Gesehen {word}",
    }
    alarm = Alarm(**told)
    alarm.save()
    Alarm(**told, **over).save()
    Watch(
        tenant=home.tenant,
        rule=rule,
        device=device,
        exceeded_since=EARLIER,
        exceeded_count=1,
    ).save()
    return {
        "rule_id": rule.id,
        "recipient_id": rule.recipients.get().id,
        "alarm_id": alarm.id,
    }


def plant_display(home: Home) -> Ids:
    """A wall screen that shows the whole instance."""
    display, secret = make_display(
        DisplayFields(
            name=f"Leitstand {home.word}",
            shown=Shown.ALARMS,
            expires_at=NOW + timedelta(days=90),
        ),
        tenant=home.tenant,
        by=home.admin,
        at=NOW,
    )
    return {"display_id": display.id, "secret": secret}


# In the order in which one needs the other.
PARTS: dict[str, Callable[[Home], Ids]] = {
    "appearance": plant_appearance,
    "archived": plant_archived,
    "documents": plant_documents,
    "incident": plant_incident,
    "disclosure": plant_disclosure,
    "contract": plant_contract,
    "support": plant_support,
    "type": plant_type,
    "type_picture": plant_type_picture,
    "gateway": plant_gateway,
    "connection": plant_connection,
    "asset": plant_asset,
    "asset_file": plant_asset_file,
    "device": plant_device,
    "hold": plant_hold,
    "plan": plant_plan,
    "device_photo": plant_device_photo,
    "exchange": plant_exchange,
    "deleted": plant_deleted,
    "point": plant_point,
    "occupancy": plant_occupancy,
    "resolution": plant_resolution,
    "meter_photo": plant_meter_photo,
    "import": plant_import,
    "rule": plant_rule,
    "person": plant_person,
    "role": plant_role,
    "sign-in": plant_sign_in,
    "key": plant_key,
    "display": plant_display,
    "invitation": plant_invitation,
    "request": plant_request,
}
# What is no action of people's; written once the part is committed.
ROWS: dict[str, Callable[[Home, int, psycopg.Connection], Ids]] = {
    "connection": plant_messages,
    "device": plant_uplinks,
    "invitation": plant_mail,
    "sign-in": plant_subject,
    "request": plant_package,
}


def plant(home: Home, owner_url: str, *parts: str) -> None:
    """Plant these parts, or all; what `home.ids` names is the newest of each."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for part in parts or PARTS:
            with transaction.atomic(), scoped(home.admin.scope):
                home.ids.update(PARTS[part](home))
            if part in ROWS:
                home.ids.update(ROWS[part](home, next(numbers), owner))
