"""Every page, in both languages and themes, from phone to wall."""

import os

import pytest
from django.core.signing import Signer
from django.urls import reverse

from progres.alarms.withdrawal import SIGNER
from progres.web.export_lists import LISTS
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.house import OTHER_EUI, House
from tests.e2e.looks import look_at, violations
from tests.installation import EMAIL
from tests.web.addresses import pages

# Every page in each theme and language, and in each of these windows; what axe finds
# depends on the theme and on the two layouts, so that it looks at one window of each.
LOOKS = [("de", "light", 1280), ("en", "dark", 360)]
WIDTHS = (360, 1280, 2560)


# Addresses that are no pages of their own, and why; every other one is visited.
NO_PAGES = {
    "account_data": "asks again who it is; test_requests.py visits it",
    "account_data_ask": "asks again who it is; test_requests.py visits it",
    "account_data_answer": "only sent",
    "account_data_withdraw": "only sent",
    "account_email_change": "asks again who it is; test_sign_in.py visits it",
    "account_email_confirm": "behind a mailed link; test_sign_in.py visits it",
    "account_login_at": "needs a provider; tests/web/test_single_sign_on.py visits it",
    "openid_connect_login": "leads to a provider",
    "openid_connect_callback": "only a provider leads there",
    "account_set_password": "leads to the page for a forgotten one",
    "mfa_activate_totp": "asks again who it is; test_sign_in.py visits it",
    "mfa_add_webauthn": "asks again who it is; test_sign_in.py visits it",
    "mfa_remove_webauthn": "asks again who it is; test_sign_in.py visits it",
    "mfa_view_recovery_codes": "needs a second factor; test_sign_in.py visits it",
    "mfa_deactivate_totp": "needs an app; test_sign_in.py visits it",
    "mfa_generate_recovery_codes": "asks again; test_sign_in.py visits it",
    "mfa_authenticate": "only while signing in; test_sign_in.py visits it",
    "mfa_login_webauthn": "only sent",
    "mfa_reauthenticate": "needs an app; test_sign_in.py visits it",
    "mfa_reauthenticate_webauthn": "needs a passkey; test_sign_in.py visits it",
    "set_language": "only sent",
    "web:device_progress": "read by a page while it is sent",
    "web:alarm_acknowledge": "only sent",
    "web:rule_switch": "only sent",
    "web:rule_ask_again": "only sent",
    "web:gateway_ask_again": "only sent",
    "web:connection_message_again": "only sent",
    "web:user_switch": "only sent",
    "web:grant_end": "only sent",
    "web:access_review_confirm": "only sent",
    "web:access_review_export": "a file",
    "web:device_keys": "only sent",
    "web:device_restore": "only sent",
    "web:asset_file": "a file",
    "web:device_photo": "a file",
    "web:device_type_picture": "a file",
    "web:meter_photo": "a file",
    "web:base_map": "data of the map",
    "web:base_tiles": "data of the map",
    "web:places": "data of the map",
    "web:gateway_places": "data of the map",
    "web:gateway_map": "data of a map",
    "web:device_map": "data of a map",
    "web:asset_place": "data of the map",
    "web:live": "a stream",
    "web:mail_as_sent": "part of the page of a mail",
    **dict.fromkeys(
        (
            *("web:audit_export", "web:document_file", "web:incident_letter"),
            *("web:incident_persons_export", "web:own_occupancy_file"),
            *("web:import_sample", "web:import_errors"),
        ),
        "a file",
    ),
    **dict.fromkeys((f"web:{listed.view_name}" for listed in LISTS), "a file"),
    **dict.fromkeys(
        (
            *("web:import_run", "web:meter_back", "web:import_discard"),
            *("web:import_template_delete", "web:support_end", "web:hold_lift"),
            *("web:invitation_again", "web:user_second_factor", "web:heat_release"),
            *("web:invitation_take_back", "web:resolution_remove"),
            *("web:incident_close", "web:instance_unarchive"),
            *("web:request_package", "web:request_handed", "web:request_prepare"),
            *("web:request_again", "web:request_withdraw"),
            *("web:request_span_of", "web:request_span_out"),
        ),
        "only sent",
    ),
    "web:day": "part of the overview",
    "web:search_offer": "part of every page; test_search.py opens it",
    "web:logo": "a picture",
    "account_invitation_logo": "a picture",
    "web:places_to_go": "part of every page; test_instances.py opens it",
    "web:instances_below": "part of the tree; test_instances.py opens it",
}
PUBLIC = (
    *("account_login", "account_inactive", "web:recipient", "web:recipient_withdraw"),
    *("account_invitation", "account_reset", "account_reset_link"),
    *(
        "web:start",
        "web:privacy",
        "web:privacy_computed",
        "web:imprint",
        "web:accessibility",
    ),
    "web:display",
)
# In no other instance than the operator's: these pages, and what these ids name.
OF_ROOT = {
    *("web:access_statistics", "web:access_log"),
    *("web:legal", "web:legal_text", "web:outbound"),
    *("web:erasure_list", "web:erasure"),
    *("user_id", "api_key_id"),
}
# More than one state of a page.
STATES = {
    "web:device_list": ("", "?q=nothing+like+this", "?state=ok&sort=-last_seen"),
    "web:device_bulk": ("", "?all=1", "?all=1&what=move", "?all=1&what=delete"),
    "web:device_labels": ("?all=1",),
    "web:alarm_list": ("", "?state=all"),
    "web:request_list": ("", "?q=nothing+like+this"),
    "web:person_search": ("", "?q=klara"),
    "web:access_review": ("", "?show=keys", "?show=grants"),
    "web:display": ("", "?theme=dark", "?theme=light"),
    "web:access_statistics": ("", "?period=7d", "?period=12m"),
    "web:access_log": ("", "?q=nothing+like+this", "?answer=4"),
    "web:instance_list": ("", "?q=nothing+like+this", "?q=bad&archived=1"),
    "web:audit": ("", "?what=devices", "?thing=device:1&from=2026-01-01", "?what=log"),
}


PUBLISHED = """
with new as (
    insert into legal_text (kind, language, version, body, published_at)
    select 'privacy', 'de', version, E'## Zwecke\n\n| Daten | Dauer |\n|--|--|\n'
        '| Zählerstände mit einem langen Namen | 8 Jahre |\n\n[Link](/imprint)', now()
    from generate_series(1, 2) version
    on conflict do nothing returning 1)
select count(*) from new
"""

INCIDENT = """
with old as (select min(id) as id from privacy_incident), new as (
    insert into privacy_incident (tenant_id, role, title, concerned, kinds, noticed_at,
        what, consequences, measures, authority_reason, persons_reason, created_at)
    select id, 'controller', 'Notebook verloren', array[id], array['ACCOUNT', 'READING'],
        now() - interval '2 days', 'Ein Notebook blieb im Zug liegen.', '', '', '', '',
        now()
    from tenant where parent_id is not null and (select id from old) is null
    order by id limit 1
    returning id)
select coalesce((select id from new), (select id from old))
"""

# Pages behind mailed links, and what leads to the secret in the mail.
MAILED = {
    "web:recipient": "confirm",
    "account_invitation": "invitation",
    "account_reset_link": "reset",
}


def facts_of(house: House) -> dict[str, object]:
    """Return what addresses hold, for one of everything in the house."""
    return {
        "tenant_id": house.tenant,
        "device_id": house.device,
        "device_type_id": house.device_type,
        "connection_id": house.connection,
        "rule_id": house.rule,
        "instance_id": house.tenant,
        "contract_id": house.ask("select min(id) from contract"),
        "alarm_id": house.alarm,
        "gateway_id": house.ask("select min(id) from gateway"),
        "asset_id": house.ask("select min(id) from asset"),
        "asset_type_id": house.ask("select min(id) from asset_type"),
        "file_id": house.ask("select min(id) from stored_file where use = 'file'"),
        "photo_id": house.ask("select id from stored_file where device_id > 0"),
        "meter_photo_id": house.ask("select id from stored_file where meter_id > 0"),
        "point_id": house.ask("select min(id) from measuring_point"),
        "occupancy_id": house.ask("select max(id) from occupancy"),
        "exchange_id": house.ask("select max(id) from sensor_exchange"),
        "meter_id": house.ask("select max(id) from meter"),
        "import_id": house.ask("select min(id) from import"),
        "request_id": house.ask("select min(id) from person_request"),
        "grant_id": house.ask("select min(id) from access_grant"),
        "role_id": house.ask("select min(id) from own_role"),
        "dev_eui": OTHER_EUI,
        "secret": house.display,
        "display_id": house.ask("select max(id) from display_token"),
        "api_key_id": house.ask("select max(id) from api_key"),
        "mail_id": house.ask(
            "select max(id) from mail where text like '%/recipients/confirm/%'"
        ),
        "message_id": house.ask("select max(id) from connection_message"),
        "place": house.ask(
            "select to_char(received_at at time zone 'UTC',"
            " 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00_') || frame_key"
            " from uplink order by received_at limit 1"
        ),
        "user_id": house.ask("select min(id) from account"),
        "incident_id": house.ask(INCIDENT),
        "person": "none",  # only files are about one
        "kind": "privacy",
        "data_kind": "other_readings",
        "hold_id": house.ask("select max(id) from legal_hold"),
        "proof_id": house.ask("select max(id) from erasure_proof"),
        "document": "record",
        "language": "de",
        "token": Signer(
            key=os.environ["PROGRES_SECRET_KEY"],  # the installation's
            salt=SIGNER.salt,
        ).sign(house.ask("select max(tenant_id || '-' || id) from alarm_recipient")),
    }


def pages_of(house: House, *, public: bool) -> list[str]:
    """Addresses of all pages of the house, or of those that need no sign-in."""
    facts = facts_of(house)
    root = {"tenant_id": house.ask("select id from tenant where parent_id is null")}
    return [
        reverse(
            name,
            kwargs={
                param: house.mailed(MAILED[name]) if name in MAILED else facts[param]
                for param in held
            }
            | (root if OF_ROOT & {name, *held} else {}),
        )
        + state
        for name, held in pages().items()
        if name not in NO_PAGES and (name in PUBLIC) is public
        for state in STATES.get(name, ("",))
    ]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_is_whole(
    visit: Visit, language: str, theme: str, width: int
) -> None:
    with visit(language=language, theme=theme, width=width) as visitor:
        house = visitor.house
        _ask_for_a_new_password(visitor)
        _invite_somebody(house, f"uwe.brandt.{width}@example.org")
        house.ask(PUBLISHED)
        findings = [
            look_at(visitor, path, width, *WIDTHS)
            for path in pages_of(house, public=True)
        ]
        visitor.sign_in()
        findings += [
            look_at(visitor, path, width, *WIDTHS)
            for path in pages_of(house, public=False)
        ]
        assert [finding for found in findings for finding in found] == []


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_pages_that_are_not_there_are_whole_too(
    visit: Visit, language: str, theme: str, width: int
) -> None:
    with visit(language=language, theme=theme, width=width) as visitor:
        visitor.sign_in()
        inside = f"/i/{visitor.house.tenant}/nothing/"
        for path in ("/nothing/", inside, "/recipients/confirm/nothing/"):
            assert look_at(visitor, path, width, *WIDTHS) == []
        assert len(visitor.faults) == 3
        assert all("status of 404" in fault for fault in visitor.faults)
        visitor.faults.clear()


def test_a_stranger_meets_the_sign_in_page_and_nothing_else(visit: Visit) -> None:
    with visit() as visitor:
        paths = pages_of(visitor.house, public=False)
        for path in paths:
            answer = visitor.page.request.get(visitor.house.place.url + path)
            assert "/account/login/" in answer.url
        visitor.go(paths[0])
        assert "/account/login/" in visitor.page.url
        assert violations(visitor) == []


def _invite_somebody(house: House, email: str) -> None:
    """The newest invitation is one that nobody has accepted, whatever came before."""
    person = {"first_name": "Uwe", "last_name": "Brandt", "role": "viewer"}
    fields = {"tenant": house.tenant, "email": email, **person}
    house.place.api("POST", "/users", house.key, fields)


def _ask_for_a_new_password(visitor: Visitor) -> None:
    visitor.go("/account/reset/")
    visitor.page.fill("input[name=email]", EMAIL)
    with visitor.page.expect_navigation():
        visitor.page.click("main button[type=submit]")
    visitor.house.wait_for("select count(*) from reset_wish", "0")
