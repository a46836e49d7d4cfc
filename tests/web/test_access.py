"""Who gets which page: one table for all of them, complete against the addresses."""

from collections.abc import Mapping

from django.test import Client
from django.urls import reverse

from tests.web.addresses import pages
from tests.web.conftest import Browser, Site

# Statuses of GET for nobody, Nora (a stranger), Rita (reads), Olga (administers), Otto
# (the operator's).
PUBLIC = (200, 200, 200, 200, 200)
READ = (302, 404, 200, 200, 200)
EDIT = (302, 404, 403, 200, 200)
OPERATOR = (302, 404, 403, 403, 404)  # of the operator's own instance, not of this one
AGREED = (302, 404, 403, 403, 200)  # by the operator alone
SENT = (405, 405, 405, 405, 405)  # only POST

OWN = (302, 200, 200, 200, 200)  # what everybody has of his own
AGAIN = (302, 302, 302, 302, 302)  # who it is must be shown once more

PAGES = {
    "account": OWN,
    "account_sessions": OWN,
    "account_email_change": AGAIN,
    "account_login_at": (404, 404, 404, 404, 404),  # the place is none
    "openid_connect_login": (404, 404, 404, 404, 404),
    "openid_connect_callback": (404, 404, 404, 404, 404),
    "account_set_password": AGAIN,
    "account_email_confirm": (404, 404, 404, 404, 404),  # the token is none
    "account_reauthenticate": OWN,
    "mfa_index": OWN,
    "mfa_activate_totp": AGAIN,
    "mfa_deactivate_totp": (302, 404, 404, 404, 404),  # nobody has an app
    "mfa_add_webauthn": AGAIN,
    "mfa_remove_webauthn": AGAIN,
    "mfa_view_recovery_codes": (302, 404, 404, 404, 404),
    "mfa_generate_recovery_codes": AGAIN,
    "mfa_authenticate": AGAIN,  # only while signing in
    "mfa_login_webauthn": AGAIN,
    "mfa_reauthenticate": AGAIN,
    "mfa_reauthenticate_webauthn": AGAIN,
    "account_login": (200, 302, 302, 302, 302),
    "account_logout": (302, 200, 200, 200, 200),
    "account_inactive": PUBLIC,
    "account_invitation": (404, 404, 404, 404, 404),  # the token is none
    "account_invitation_logo": (404, 404, 404, 404, 404),
    "account_reset": PUBLIC,
    "account_reset_link": (410, 410, 410, 410, 410),  # the link is none
    "account_change_password": (302, 200, 200, 200, 200),
    "set_language": SENT,
    "web:start": (200, 302, 302, 302, 302),
    "web:privacy": PUBLIC,
    "web:imprint": PUBLIC,
    "web:accessibility": PUBLIC,
    "web:base_map": (302, 404, 404, 404, 404),  # this installation has none
    "web:overview": READ,
    "web:places": READ,
    "web:live": (401, 404, 200, 200, 200),
    "web:device_list": READ,
    "web:device_new": EDIT,
    "web:device": READ,
    "web:device_alarms": READ,
    "web:device_radio": READ,
    "web:device_uplink": READ,
    "web:device_data": READ,
    "web:device_who": EDIT,
    "web:device_keys": SENT,
    "web:device_edit": EDIT,
    "web:device_delete": EDIT,
    "web:alarm_list": READ,
    "web:alarm": READ,
    "web:alarm_acknowledge": SENT,
    "web:rule_list": READ,
    "web:rule_new": EDIT,
    "web:rule": READ,
    "web:rule_edit": EDIT,
    "web:rule_switch": SENT,
    "web:rule_delete": EDIT,
    "web:rule_ask_again": SENT,
    "web:device_type_list": READ,
    "web:device_type_new": EDIT,
    "web:device_type": READ,
    "web:device_type_edit": EDIT,
    "web:device_type_delete": EDIT,
    "web:connection_list": EDIT,
    "web:connection_new": EDIT,
    "web:connection": EDIT,
    "web:connection_renew": EDIT,
    "web:connection_delete": EDIT,
    "web:connection_message": EDIT,
    "web:unassigned_list": EDIT,
    "web:unassigned": EDIT,
    "web:asset_list": READ,
    "web:asset_new": EDIT,
    "web:asset": READ,
    "web:asset_who": EDIT,
    "web:asset_edit": EDIT,
    "web:asset_delete": EDIT,
    "web:user_list": EDIT,
    "web:user_new": EDIT,
    "web:user": EDIT,
    "web:user_switch": SENT,
    "web:user_delete": EDIT,
    "web:invitation_again": SENT,
    "web:invitation_take_back": SENT,
    "web:user_second_factor": SENT,
    "web:sign_in_rules": EDIT,
    "web:grant_list": EDIT,
    "web:grant_new": EDIT,
    "web:grant": EDIT,
    "web:grant_end": SENT,
    "web:role_list": EDIT,
    "web:role_new": EDIT,
    "web:role": EDIT,
    "web:role_delete": EDIT,
    "web:access_review": EDIT,
    "web:access_review_confirm": SENT,
    "web:access_review_export": EDIT,
    "web:api_key_list": READ,
    "web:api_key_new": EDIT,
    "web:api_key_revoke": (302, 404, 404, 200, 200),  # the key is Olga's
    "web:display_list": EDIT,
    "web:display_new": EDIT,
    "web:display_revoke": EDIT,
    "web:display": PUBLIC,  # to whoever has the address
    "web:single_sign_on": EDIT,
    "web:logo": (302, 404, 404, 404, 404),  # none has one
    "web:instance_list": READ,
    "web:places_to_go": READ,
    "web:instance_new": EDIT,
    "web:instance": READ,
    "web:instances_below": READ,
    "web:instance_edit": EDIT,
    "web:instance_move": EDIT,
    "web:instance_archive": EDIT,
    "web:instance_unarchive": SENT,
    "web:contract_new": AGREED,
    "web:contract_edit": AGREED,
    "web:contract_delete": AGREED,
    "web:contract_accounts": EDIT,
    "web:contract_end": EDIT,
    "web:support": EDIT,
    "web:support_end": SENT,
    "web:audit": EDIT,
    "web:audit_export": EDIT,
    "web:audit_person": (302, 404, 403, 403, 200),
    "web:outbox": EDIT,
    "web:mail": EDIT,
    "web:mail_as_sent": EDIT,
    "web:access_statistics": OPERATOR,
    "web:access_log": OPERATOR,
    "web:legal": OPERATOR,
    "web:legal_text": OPERATOR,
    "web:outbound": OPERATOR,
    "web:recipient": (404, 404, 404, 404, 404),  # the token is none
    "web:recipient_withdraw": (404, 404, 404, 404, 404),
}
# Statuses of POST for nobody, Nora and Rita; of these pages nobody sends anything.
REFUSED = (302, 404, 403)
LOOKED_AT = (
    "web:connection_list",
    "web:connection",
    "web:connection_message",
    "web:unassigned_list",
    "web:user_list",
    "web:role_list",
    "web:grant_list",
    "web:access_review",
    "web:access_review_export",
    "web:display_list",
    "web:contract_end",
    "web:device_who",
    "web:asset_who",
    "web:audit",
    "web:audit_export",
    "web:outbox",
    "web:mail",
    "web:mail_as_sent",
)


def test_every_page_answers_everybody_as_the_table_says(
    site: Site, browser: Browser
) -> None:
    world = site.world
    people = [
        browser(who) for who in (None, world.nora, world.rita, world.olga, world.otto)
    ]

    found = {
        name: tuple(_status(person, "GET", name, held, site) for person in people)
        for name, held in pages().items()
    }

    assert found == PAGES


def test_what_is_sent_needs_the_right_to_do_it(site: Site, browser: Browser) -> None:
    world = site.world
    people = [browser(who) for who in (None, world.nora, world.rita)]
    known = pages()
    names = [n for n, row in PAGES.items() if row in {EDIT, SENT} and n in known]

    found = {
        name: tuple(
            _status(person, "POST", name, known[name], site) for person in people
        )
        for name in names
        if name.startswith("web:")
    }

    assert {
        name: row for name, row in found.items() if row != REFUSED
    } == dict.fromkeys(LOOKED_AT, (405, 405, 405))


def _status(
    person: Client, method: str, name: str, held: tuple[str, ...], site: Site
) -> int:
    known = known_of(site)
    address = reverse(name, kwargs={param: known[param] for param in held})
    response = person.generic(method, address)
    response.close()
    return response.status_code


def known_of(site: Site) -> Mapping[str, object]:
    world = site.world
    return {
        "tenant_id": world.musterstadt.id,
        "device_id": world.device.id,
        "device_type_id": world.device_type.id,
        "connection_id": world.connection.id,
        "rule_id": site.rule_id,
        "recipient_id": site.recipient_id,
        "alarm_id": site.alarm_id,
        "mail_id": site.mail_id,
        "message_id": site.message_id,
        "place": site.uplink_place,
        "dev_eui": site.dev_eui,
        "token": "none",
        "link": "none",
        "asset_id": site.asset_id,
        "role_id": site.role_id,
        "grant_id": site.grant_id,
        "api_key_id": site.api_key_id,
        "display_id": site.display_id,
        "secret": site.display_secret,
        "instance_id": world.musterstadt.id,
        "contract_id": site.contract_id,
        "user_id": world.rita.user.id,
        "access_id": 1,  # only ended
        "kind": "privacy",
        "language": "de",
        "pk": 1,
        "provider_id": "none",
    }
