"""Requests belong to the instance whose data they are about; roles at an asset see none.

The eraser finds and erases what tells of a person, wherever it is stored. Locks: the
tables of the data map for an instant each. The code before goes on working.
"""

from django.db import migrations

from progres.database.rls import ends_with, hide_when_narrowed, let_erase, protect

TABLES = ("person_request", "person_request_span", "answer_package", "tombstone")

# Everything that can tell of a person.
PERSONAL = [
    "tenant",
    "account",
    "invitation",
    "access_grant",
    "contract_account",
    "support_access",
    "account_emailaddress",
    "account_emailconfirmation",
    "provider_subject",
    "mfa_authenticator",
    "api_key",
    "access_review",
    "django_session",
    "account_session",
    "email_change",
    "reset_wish",
    "stored_file",
    "asset",
    "asset_word",
    "device",
    "sensor_exchange",
    "device_word",
    "device_place",
    "plan_place",
    "connection_message",
    "unassigned_uplink",
    "gateway",
    "reading",
    "reading_late",
    "latest",
    "heard",
    "uplink",
    "hearing",
    "coverage",
    "delivery",
    "alarm_feed",
    "measuring_point",
    "meter",
    "measuring_point_word",
    "occupancy",
    "occupancy_word",
    "alarm_recipient",
    "alarm_watch",
    "alarm",
    "alarm_rule",
    "import",
    "import_file",
    "import_note",
    "import_item",
    "mail",
]


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_requests"),
        ("alarms", "0010_devices_that_move"),
        ("audit", "0004_chain"),
        ("connections", "0007_messages_tried_again"),
        ("gateways", "0007_what_gateways_count"),
        ("imports", "0002_row_level_security"),
        ("outbox", "0004_narrowed_to_assets"),
        ("readings", "0009_coverage"),
    ]

    operations = [
        ends_with("person_request", "user_id", "account", "set null"),
        ends_with("person_request_span", "request_id", "person_request", "cascade"),
        ends_with(
            "person_request_span", "measuring_point_id", "measuring_point", "cascade"
        ),
        ends_with("person_request_span", "occupancy_id", "occupancy", "set null"),
        ends_with("answer_package", "request_id", "person_request", "cascade"),
        protect(
            "person_request",
            web="select, insert, update",
            eraser="select, update, delete",
        ),
        protect(
            "person_request_span",
            web="select, insert, delete",
            eraser="select, delete",
        ),
        protect(
            "answer_package",
            web="select",
            eraser="select, insert, update, delete",
        ),
        protect("tombstone", web="select", eraser="select, insert, delete"),
        *(hide_when_narrowed(table) for table in TABLES),
        let_erase(*PERSONAL),
    ]
