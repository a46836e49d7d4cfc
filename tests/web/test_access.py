"""Who gets which page outside an instance; `tests/isolation` asks those inside."""

from django.test import Client
from django.urls import reverse

from tests.web.addresses import pages
from tests.web.conftest import Browser, Site, known_of

# Statuses of GET for nobody, Nora (a stranger), Rita (reads), Olga (administers), Otto
# (the operator's).
PUBLIC = (200, 200, 200, 200, 200)
OWN = (302, 200, 200, 200, 200)  # what everybody has of his own
AGAIN = (302, 302, 302, 302, 302)  # who it is must be shown once more
NOWHERE = (404, 404, 404, 404, 404)  # what the address names is none
SENT = (405, 405, 405, 405, 405)  # only POST

OUTSIDE = {
    "account": OWN,
    "account_sessions": OWN,
    "account_data": AGAIN,
    "account_data_answer": SENT,
    "account_data_withdraw": SENT,
    "account_data_ask": AGAIN,
    "account_email_change": AGAIN,
    "account_login_at": NOWHERE,
    "openid_connect_login": NOWHERE,
    "openid_connect_callback": NOWHERE,
    "account_set_password": AGAIN,
    "account_email_confirm": NOWHERE,
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
    "account_invitation": NOWHERE,
    "account_invitation_logo": NOWHERE,
    "account_reset": PUBLIC,
    "account_reset_link": (410, 410, 410, 410, 410),  # the link is none
    "account_change_password": (302, 200, 200, 200, 200),
    "set_language": SENT,
    "web:start": (200, 302, 302, 302, 302),
    "web:privacy": PUBLIC,
    "web:privacy_computed": PUBLIC,
    "web:imprint": PUBLIC,
    "web:accessibility": PUBLIC,
    "web:base_map": (302, 404, 404, 404, 404),  # this installation has none
    "web:base_tiles": (302, 404, 404, 404, 404),
    "web:display": PUBLIC,  # to whoever has the address
    "web:recipient": NOWHERE,
    "web:recipient_withdraw": NOWHERE,
}


def test_every_page_answers_everybody_as_the_table_says(
    site: Site, browser: Browser
) -> None:
    world, addresses = site.world, pages()
    people = [
        browser(who) for who in (None, world.nora, world.rita, world.olga, world.otto)
    ]

    found = {
        name: tuple(_status(person, name, addresses[name], site) for person in people)
        for name in OUTSIDE
    }

    assert found == OUTSIDE


def _status(person: Client, name: str, held: tuple[str, ...], site: Site) -> int:
    known = known_of(site)
    address = reverse(name, kwargs={param: known[param] for param in held})
    response = person.get(address)
    response.close()
    return response.status_code
